"""Benchmarks of docfill beside other engines, the same template in the dialect of each."""
