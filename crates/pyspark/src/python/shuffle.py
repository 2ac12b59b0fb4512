"""What of `pyspark.shuffle` programs name: records stay in memory here, so nothing is ever spilled."""

MemoryBytesSpilled = DiskBytesSpilled = 0


class Aggregator:
    """The three functions that put the values of a key together."""

    def __init__(self, createCombiner, mergeValue, mergeCombiners):
        self.createCombiner, self.mergeValue, self.mergeCombiners = createCombiner, mergeValue, mergeCombiners


class SimpleAggregator(Aggregator):
    def __init__(self, combiner):
        Aggregator.__init__(self, lambda value: value, combiner, combiner)


def get_used_memory():
    return 0
