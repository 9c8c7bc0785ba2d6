"""Benchmarks: docfill beside docxtpl, the same template and data, in one run."""
