"""Reads an HDR histogram log with PyPI's hdrhistogram and prints, per tag, what it found there."""

import json
import sys

from hdrh.histogram import HdrHistogram
from hdrh.log import HistogramLogReader

LONGEST_US = 600_000_000

found = {}
reader = HistogramLogReader(sys.argv[1], HdrHistogram(1, LONGEST_US, 3))
while True:
    interval = reader.get_next_interval_histogram()
    if interval is None:
        break
    tag = interval.get_tag()
    if tag not in found:
        found[tag] = HdrHistogram(1, LONGEST_US, 3)
    found[tag].add(interval)
reader.close()

print(
    json.dumps(
        {
            tag: {
                "count": histogram.get_total_count(),
                "p50": histogram.get_value_at_percentile(50),
                "p99": histogram.get_value_at_percentile(99),
                "max": histogram.get_max_value(),
            }
            for tag, histogram in found.items()
        }
    )
)
