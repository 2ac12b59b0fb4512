"""Serializers as programs make them and compare them: how records are packed has no effect here."""
import pickle
import struct


class Serializer:
    def __eq__(self, other):
        return isinstance(other, type(self)) and self.__dict__ == other.__dict__

    def __ne__(self, other):
        return not self == other

    def __repr__(self):
        return "%s()" % type(self).__name__

    def __hash__(self):
        return hash(str(self))


class FramedSerializer(Serializer):
    def dumps(self, obj):
        raise NotImplementedError

    def loads(self, obj):
        raise NotImplementedError


class PickleSerializer(FramedSerializer):
    def dumps(self, obj):
        return pickle.dumps(obj)

    def loads(self, obj, encoding="bytes"):
        return pickle.loads(obj)


class CloudPickleSerializer(PickleSerializer):
    pass


CPickleSerializer = CloudPickleSerializer


class MarshalSerializer(PickleSerializer):
    pass


class NoOpSerializer(FramedSerializer):
    def dumps(self, obj):
        return obj

    def loads(self, obj):
        return obj


class CompressedSerializer(FramedSerializer):
    def __init__(self, serializer):
        self.serializer = serializer

    def dumps(self, obj):
        return self.serializer.dumps(obj)

    def loads(self, obj):
        return self.serializer.loads(obj)

    def __repr__(self):
        return "CompressedSerializer(%s)" % self.serializer


class BatchedSerializer(Serializer):
    UNLIMITED_BATCH_SIZE = -1
    UNKNOWN_BATCH_SIZE = 0

    def __init__(self, serializer, batchSize=UNLIMITED_BATCH_SIZE):
        self.serializer, self.batchSize = serializer, batchSize

    def __repr__(self):
        return "BatchedSerializer(%s, %d)" % (self.serializer, self.batchSize)


class FlattenedValuesSerializer(BatchedSerializer):
    def __init__(self, serializer, batchSize=10):
        BatchedSerializer.__init__(self, serializer, batchSize)

    def __repr__(self):
        return "FlattenedValuesSerializer(%s, %d)" % (self.serializer, self.batchSize)


class AutoBatchedSerializer(BatchedSerializer):
    def __init__(self, serializer, bestSize=1 << 16):
        BatchedSerializer.__init__(self, serializer, self.UNKNOWN_BATCH_SIZE)
        self.bestSize = bestSize

    def __repr__(self):
        return "AutoBatchedSerializer(%s)" % self.serializer


class _OfTwo(Serializer):
    def __init__(self, key_ser, val_ser):
        self.key_ser, self.val_ser = key_ser, val_ser

    def __repr__(self):
        return "%s(%s, %s)" % (type(self).__name__, self.key_ser, self.val_ser)


class CartesianDeserializer(_OfTwo):
    pass


class PairDeserializer(_OfTwo):
    pass


class UTF8Deserializer(Serializer):
    def __init__(self, use_unicode=True):
        self.use_unicode = use_unicode

    def __repr__(self):
        return "UTF8Deserializer(%s)" % self.use_unicode


def write_int(value, stream):
    stream.write(struct.pack("!i", value))


def read_int(stream):
    length = stream.read(4)
    if not length:
        raise EOFError
    return struct.unpack("!i", length)[0]


def write_long(value, stream):
    stream.write(struct.pack("!q", value))


def read_long(stream):
    length = stream.read(8)
    if not length:
        raise EOFError
    return struct.unpack("!q", length)[0]


def write_with_length(obj, stream):
    write_int(len(obj), stream)
    stream.write(obj)
