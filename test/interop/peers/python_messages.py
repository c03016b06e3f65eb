"""Messages of the test service, made at run time from the descriptors that protoc wrote, and who talks to whom."""

import os

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

SERVER_NAME = "interop.spot.robot"
SERVICE = "grpc.testing.TestService"
INITIAL_KEY = "x-grpc-test-echo-initial"
TRAILING_KEY = "x-grpc-test-echo-trailing-bin"


def load(path):
    """Read a descriptor set and return a function from the short name of a message to its class."""
    with open(path, "rb") as file:
        files = descriptor_pb2.FileDescriptorSet.FromString(file.read())
    pool = descriptor_pool.DescriptorPool()
    for each in files.file:
        pool.Add(each)

    def message_class(name):
        descriptor = pool.FindMessageTypeByName(f"grpc.testing.{name}")
        if hasattr(message_factory, "GetMessageClass"):
            return message_factory.GetMessageClass(descriptor)
        # protobuf before 4.22
        return message_factory.MessageFactory(pool).GetPrototype(descriptor)

    return message_class


def read_tls(directory, name):
    """Read one file of certificates or keys."""
    with open(os.path.join(directory, name), "rb") as file:
        return file.read()


def gzip_if(wanted):
    """The compression of a call: gzip, or none though the channel may say otherwise."""
    return grpc.Compression.Gzip if wanted else grpc.Compression.NoCompression
