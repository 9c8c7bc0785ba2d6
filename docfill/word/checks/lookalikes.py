"""Lookalikes: a name -> its skeleton, the same for all names that a reader, or a typist, takes for each other."""

from __future__ import annotations

import re
import unicodedata

# The simplified form of a character, then its traditional and Japanese ones: those that the words of forms have.
_VARIANTS = """
收収 称稱 单單単 号號 数數 额額 总總総 计計 记記 请請 转轉転 办辦 结結 处處処 机機 构構搆 购購
沟溝 国國囯 关關関 开開 务務 电電 话話 时時 间間 问問 闻聞 门門 无無 经經経 费費 废廢 报報 负負
责責 联聯 系係繫 编編 图圖図 书書 长長 东東 车車 见見 贝貝 现現 规規 范範 证證証 质質 资資
产產産 业業 专專専 会會 发發発 实實実 级級 类類 别別 种種 个個箇 对對対 应應応 当當 为為 与與
举舉 义義 议議 仪儀 订訂 认認 让讓 设設 许許 评評 诉訴 询詢 该該 详詳 说說 调調 谁誰 论論 属屬
团團 围圍 园園 场場 声聲 备備 复復覆 奖獎 审審 导導 层層 岁歲 币幣 师師 带帶 库庫 庆慶 录錄録
陆陸 张張 弃棄 惩懲 惠恵 战戰 户戶戸 执執 扩擴 扬揚 护護 拟擬 择擇 据據 损損 换換 权權 条條
极極 标標 样樣 档檔 检檢 欢歡 残殘 气氣気 汇匯 济濟済 测測 满滿 灾災 点點 热熱 状狀 独獨 环環
继繼 续續 维維 准準 罚罰 罢罷 职職 节節 药藥 补補 装裝 览覽 观觀 视視 训訓 讨討 词詞 译譯 试試
误誤 课課 谈談 财財 账賬 帐帳 货貨 贡貢 贫貧 贸貿 赔賠 轮輪 输輸 边邊 达達 过過 运運 还還 进進
远遠 违違 迟遲 适適 选選 邮郵 释釋 鉴鑒 针針 钟鐘 钱錢 银銀 链鏈 销銷 错錯 镇鎮 队隊 阶階 际際
险險 随隨 难難 页頁 项項 顷頃 须須 预預 领領 频頻 题題 风風 驳駁 驶駛 验驗験 齐齊 龄齡 体體躰
区區 医醫 华華 协協 参參 双雙 变變 压壓 厅廳 历歷 县縣県 将將 归歸 戏戲 抚撫 担擔 拨撥 讼訟
颂頌 仅僅 传傳 伤傷 价價 优優 偿償 储儲 兴興 养養 农農 况況 减減 几幾 划劃 则則 创創 动動 劳勞
势勢 员員 圆圓 敌敵 纠糾 纷紛 纪紀 纳納 线線 组組 细細 终終 绍紹 给給 统統 绩績 绿綠 缴繳 网網
买買 卖賣 贷貸 宾賓 贵貴 赋賦 赠贈
"""
# Characters that look alike, or that an input method offers for one sound, a group each. Chosen for the words of forms,
# and without pairs that both make sense in them (买 and 卖, 上 and 下, 甲 and 乙, numerals).
_ALIKE = """
称秤 数敷 额颜 总忌 计记 请情清晴睛 构购沟枸 间问闻 话活 费废 负付 系糸 编篇偏遍 见贝 现规视 范苑
拆折析 询洵 谁准维 撤撒 复夏 陆录 议仪 账帐 项顷 须需 驳驶 拔拨 提堤 己已巳 末未 日曰目 自白
人入 土士 千干于 大太犬 夭天夫 王玉主 木术 甲由申 刀力 候侯 徽微 侍待特 份分 像象 做作 座坐 即既
辩辨辫 幕墓慕募暮 竞竟 券卷 戊戌戍 洽治冶沽 任住往注 件伴 址扯 期斯 政攻 讼颂 效郊 章童 性姓 藉籍
他它 部布 员圆 技枝 订定
"""
_LATIN = {"0": "o", "O": "o", "〇": "o", "○": "o", "1": "l", "I": "l"}
_SIMPLIFIED = {other: group[0] for group in _VARIANTS.split() for other in group[1:]}
_STANDS_FOR = _LATIN | {other: group[0] for group in _ALIKE.split() for other in group[1:]}
# An underscore counts only between figures: 第1_1 is not 第11.
_IDLE_UNDERSCORE = re.compile(r"(?<!\d)_|_(?!\d)")


def skeleton(name: str) -> str:
    """Return *name* with every character replaced by the one that stands for all that look like it."""
    plain = _IDLE_UNDERSCORE.sub("", unicodedata.normalize("NFKC", name))
    simplified = (_SIMPLIFIED.get(character, character) for character in plain)
    return "".join(_STANDS_FOR.get(character, character) for character in simplified).casefold()
