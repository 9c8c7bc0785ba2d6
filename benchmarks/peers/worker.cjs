// `node worker.cjs PEER`: fills reports as told by lines of JSON on standard input, and answers each with a line.
// `node worker.cjs PEER once TEMPLATE DATA OUT`: fills one report and ends, as the smallest script would.
"use strict";
const fs = require("node:fs");
const path = require("node:path");

// Where the peers were installed; a module is looked for beside this file otherwise.
const load = (name) => require(require.resolve(name, { paths: [process.env.PEERS_FOLDER || __dirname] }));

// Each returns what fills a report from data, having kept all that the engine can keep from one fill to the next.
// The fastest deflate that the engine lets one choose is chosen.
const peers = {
  // A compiled template cannot be rendered twice, and a zip object is spent as well: the file's bytes are kept.
  docxtemplater(file) {
    const PizZip = load("pizzip");
    const Docxtemplater = load("docxtemplater");
    const bytes = fs.readFileSync(file);
    const compile = () => new Docxtemplater(new PizZip(bytes), { paragraphLoop: true, linebreaks: true });
    const fill = (data) => compile().render(data).toBuffer({ compressionOptions: { level: 1 } });
    return { fill, compile };
  },
  // Keeps its handler (parsers and plug-ins); the template is parsed for each report.
  "easy-template-x"(file) {
    const { TemplateHandler } = load("easy-template-x");
    const bytes = fs.readFileSync(file);
    const handler = new TemplateHandler();
    return { fill: (data) => handler.process(bytes, data), compile: null };
  },
  // Reads the file for each report and keeps nothing.
  carbone(file) {
    const carbone = load("carbone");
    const fill = (data) =>
      new Promise((resolve, reject) =>
        carbone.render(file, data, {}, (error, result) => (error ? reject(new Error(error)) : resolve(result))),
      );
    return { fill, compile: null };
  },
  // Without its sandbox, which is faster; it compresses at level 1 by itself. No limit to the length of a loop.
  "docx-templates"(file) {
    const { createReport } = load("docx-templates");
    const template = fs.readFileSync(file);
    const options = { template, cmdDelimiter: ["{", "}"], noSandbox: true, indentXml: false };
    // As it does by default, it would put the second line of a text into the line break.
    Object.assign(options, { processLineBreaksAsNewText: true, maximumWalkingDepth: Infinity });
    const fill = (data) => createReport({ ...options, data: { d: data } });
    return { fill, compile: null };
  },
};

const memory = () => {
  const found = /VmHWM:\s+(\d+)/.exec(fs.readFileSync("/proc/self/status", "utf8"));
  return found ? Number(found[1]) / 1024 : 0;
};

// Runs the work that many times; tells the seconds that each took by the clock, and of the processor, and the last result.
async function measure(work, times = 1) {
  const told = { seconds: [], processor: [] };
  let result;
  for (let number = 0; number < times; number++) {
    const before = process.cpuUsage();
    const start = process.hrtime.bigint();
    result = await work();
    told.seconds.push(Number(process.hrtime.bigint() - start) / 1e9);
    const used = process.cpuUsage(before);
    told.processor.push((used.user + used.system) / 1e6);
  }
  return [told, result];
}

// What is kept between two lines of input.
const kept = { peer: null, data: null };

const answers = {
  load({ template, data }) {
    kept.data = JSON.parse(fs.readFileSync(data, "utf8"));
    kept.peer = peers[process.argv[2]](template);
    return {};
  },
  async fill({ times, out }) {
    const [told, report] = await measure(() => kept.peer.fill(kept.data), times);
    if (out) fs.writeFileSync(out, report);
    return { ...told, bytes: report.length };
  },
  async many({ datas, folder }) {
    const all = JSON.parse(fs.readFileSync(datas, "utf8"));
    const [told] = await measure(async () => {
      for (const [number, data] of all.entries()) {
        fs.writeFileSync(path.join(folder, `${number}.docx`), await kept.peer.fill(data));
      }
    });
    return told;
  },
  async compile({ times }) {
    if (!kept.peer.compile) return { cannot: "nothing to compile" };
    const [told] = await measure(kept.peer.compile, times);
    return told;
  },
  async rows({ out }) {
    const before = memory();
    const [told, report] = await measure(() => kept.peer.fill(kept.data));
    const megabytes = memory() - before;
    fs.writeFileSync(out, report);
    return { ...told, megabytes, bytes: report.length };
  },
};

async function serve() {
  for await (const line of require("node:readline").createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    let answer;
    try {
      answer = await answers[request.do](request);
    } catch (error) {
      answer = { cannot: String((error && error.message) || error).split("\n")[0] };
    }
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}

async function once(template, data, out) {
  const { fill } = peers[process.argv[2]](template);
  fs.writeFileSync(out, await fill(JSON.parse(fs.readFileSync(data, "utf8"))));
}

if (process.argv[3] === "once") once(...process.argv.slice(4));
else serve();
