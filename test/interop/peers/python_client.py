"""Program: one case with gRPC C-core as the client, by way of Python.

Arguments: descriptor set, directory of certificates, case, port, repetitions as JSON. Exits 0 if the case passed; else
says in one line what differed. It cannot see whether a response came compressed: C-core keeps that from Python.
"""

import json
import queue
import sys

import grpc
import python_messages

LARGE_REQUEST = 271_828
LARGE_RESPONSE = 314_159
REQUEST_SIZES = (27_182, 8, 1_828, 45_904)
RESPONSE_SIZES = (31_415, 9, 2_653, 58_979)
SPECIAL_MESSAGE = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n"
METADATA = (
    (python_messages.INITIAL_KEY, "test_initial_metadata_value"),
    (python_messages.TRAILING_KEY, b"\xab\xab\xab"),
)

message = python_messages.load(sys.argv[1])
TLS, CASE, PORT = sys.argv[2:5]
REPETITIONS = json.loads(sys.argv[5])
CASES = {}


def case(function):
    CASES[function.__name__] = function
    return function


class Failure(Exception):
    """A case that did not go as it must."""


def expect(actual, wanted, what):
    if actual != wanted:
        raise Failure(f"{what}: {actual!r}, not {wanted!r}")


def expect_zeros(payload, size, what):
    expect(len(payload.body), size, f"{what}: bytes of the body")
    expect(payload.body.count(0), size, f"{what}: zeros in the body")


def expect_status(call, code, details=None):
    try:
        call()
    except grpc.RpcError as error:
        expect(error.code(), code, "status")
        if details is not None:
            expect(error.details(), details, "status message")
        return
    raise Failure(f"status: OK, not {code}")


def connect(**options):
    roots = python_messages.read_tls(TLS, "ca.pem")
    arguments = (
        ("grpc.ssl_target_name_override", python_messages.SERVER_NAME),
        # Else channels to one address would share a connection, and channel_soak would soak nothing.
        ("grpc.use_local_subchannel_pool", 1),
    )
    return grpc.secure_channel(f"127.0.0.1:{PORT}", grpc.ssl_channel_credentials(roots), arguments, **options)


class Stub:
    """The methods of the service over one channel."""

    def __init__(self, channel):
        service = python_messages.SERVICE

        def method(kind, path, request, response):
            return kind(
                path,
                request_serializer=message(request).SerializeToString,
                response_deserializer=message(response).FromString,
            )

        unimplemented = "grpc.testing.UnimplementedService/UnimplementedCall"
        self.empty = method(channel.unary_unary, f"/{service}/EmptyCall", "Empty", "Empty")
        self.unary = method(channel.unary_unary, f"/{service}/UnaryCall", "SimpleRequest", "SimpleResponse")
        self.upload = method(
            channel.stream_unary,
            f"/{service}/StreamingInputCall",
            "StreamingInputCallRequest",
            "StreamingInputCallResponse",
        )
        self.download = method(
            channel.unary_stream,
            f"/{service}/StreamingOutputCall",
            "StreamingOutputCallRequest",
            "StreamingOutputCallResponse",
        )
        self.duplex = method(
            channel.stream_stream,
            f"/{service}/FullDuplexCall",
            "StreamingOutputCallRequest",
            "StreamingOutputCallResponse",
        )
        self.refused = method(channel.unary_unary, f"/{service}/UnimplementedCall", "SimpleRequest", "Empty")
        self.unimplemented = method(channel.unary_unary, f"/{service}/UnimplementedCall", "Empty", "Empty")
        self.of_unimplemented_service = method(channel.unary_unary, f"/{unimplemented}", "Empty", "Empty")


def payload(size):
    return message("Payload")(body=bytes(size))


def flag(value):
    return message("BoolValue")(value=value)


def simple(**fields):
    return message("SimpleRequest")(response_size=LARGE_RESPONSE, payload=payload(LARGE_REQUEST), **fields)


def upload(size, **fields):
    return message("StreamingInputCallRequest")(payload=payload(size), **fields)


def download(*sizes, **fields):
    parameters = [message("ResponseParameters")(size=size) for size in sizes]
    return message("StreamingOutputCallRequest")(response_parameters=parameters, **fields)


class Requests:
    """A stream of requests that ends when it is told to."""

    def __init__(self):
        self._queue = queue.Queue()

    def send(self, request):
        self._queue.put(request)

    def end(self):
        self._queue.put(None)

    def __iter__(self):
        return iter(self._queue.get, None)


@case
def empty_unary(stub):
    stub.empty(message("Empty")())


@case
def large_unary(stub):
    expect_zeros(stub.unary(simple()).payload, LARGE_RESPONSE, "response")


@case
def client_streaming(stub):
    response = stub.upload(iter([upload(size) for size in REQUEST_SIZES]))
    expect(response.aggregated_payload_size, 74_922, "aggregated_payload_size")


@case
def server_streaming(stub):
    responses = list(stub.download(download(*RESPONSE_SIZES)))
    expect(len(responses), len(RESPONSE_SIZES), "responses")
    for response, size in zip(responses, RESPONSE_SIZES):
        expect_zeros(response.payload, size, "response")


@case
def ping_pong(stub):
    requests = Requests()
    responses = stub.duplex(iter(requests))
    for request_size, response_size in zip(REQUEST_SIZES, RESPONSE_SIZES):
        requests.send(download(response_size, payload=payload(request_size)))
        expect_zeros(next(responses).payload, response_size, "response")
    requests.end()
    expect(list(responses), [], "responses after the last")


@case
def empty_stream(stub):
    expect(list(stub.duplex(iter(()))), [], "responses")


def probe(call):
    expect_status(call, grpc.StatusCode.INVALID_ARGUMENT)


@case
def client_compressed_unary(stub):
    probe(lambda: stub.unary(simple(expect_compressed=flag(True))))
    for value in (True, False):
        request = simple(expect_compressed=flag(value))
        response = stub.unary(request, compression=python_messages.gzip_if(value))
        expect_zeros(response.payload, LARGE_RESPONSE, f"response to expect_compressed {value}")


@case
def server_compressed_unary(stub):
    for value in (True, False):
        response = stub.unary(simple(response_compressed=flag(value)))
        expect_zeros(response.payload, LARGE_RESPONSE, f"response with response_compressed {value}")


@case
def server_compressed_streaming(stub):
    parameters = message("ResponseParameters")
    request = message("StreamingOutputCallRequest")(
        response_parameters=[
            parameters(size=31_415, compressed=flag(True)),
            parameters(size=92_653, compressed=flag(False)),
        ]
    )
    sizes = [len(response.payload.body) for response in stub.download(request)]
    expect(sizes, [31_415, 92_653], "sizes of responses")


@case
def cancel_after_begin(stub):
    call = stub.upload.future(iter(Requests()))
    call.cancel()
    expect(call.code(), grpc.StatusCode.CANCELLED, "status")


@case
def cancel_after_first_response(stub):
    requests = Requests()
    call = stub.duplex(iter(requests))
    requests.send(download(31_415, payload=payload(27_182)))
    expect_zeros(next(call).payload, 31_415, "response")
    call.cancel()
    expect_status(lambda: next(call), grpc.StatusCode.CANCELLED)


@case
def timeout_on_sleeping_server(stub):
    requests = Requests()
    requests.send(message("StreamingOutputCallRequest")(payload=payload(27_182)))
    call = stub.duplex(iter(requests), timeout=0.001)
    expect_status(lambda: next(call), grpc.StatusCode.DEADLINE_EXCEEDED)


def expect_metadata(call, what):
    expect(dict(call.initial_metadata()).get(METADATA[0][0]), METADATA[0][1], f"{what}: initial metadata")
    expect(dict(call.trailing_metadata()).get(METADATA[1][0]), METADATA[1][1], f"{what}: trailing metadata")


@case
def custom_metadata(stub):
    response, call = stub.unary.with_call(simple(), metadata=METADATA)
    expect_zeros(response.payload, LARGE_RESPONSE, "UnaryCall: response")
    expect_metadata(call, "UnaryCall")
    call = stub.duplex(iter([download(LARGE_RESPONSE, payload=payload(LARGE_REQUEST))]), metadata=METADATA)
    expect([len(response.payload.body) for response in call], [LARGE_RESPONSE], "FullDuplexCall: responses")
    expect_metadata(call, "FullDuplexCall")


def echo_status(text):
    return message("EchoStatus")(code=grpc.StatusCode.UNKNOWN.value[0], message=text)


@case
def status_code_and_message(stub):
    text = "test status message"
    request = message("SimpleRequest")(response_status=echo_status(text))
    expect_status(lambda: stub.unary(request), grpc.StatusCode.UNKNOWN, text)
    request = message("StreamingOutputCallRequest")(response_status=echo_status(text))
    expect_status(lambda: list(stub.duplex(iter([request]))), grpc.StatusCode.UNKNOWN, text)


@case
def special_status_message(stub):
    request = message("SimpleRequest")(response_status=echo_status(SPECIAL_MESSAGE))
    expect_status(lambda: stub.unary(request), grpc.StatusCode.UNKNOWN, SPECIAL_MESSAGE)


@case
def unimplemented_method(stub):
    expect_status(lambda: stub.unimplemented(message("Empty")()), grpc.StatusCode.UNIMPLEMENTED)


@case
def unimplemented_service(stub):
    expect_status(lambda: stub.of_unimplemented_service(message("Empty")()), grpc.StatusCode.UNIMPLEMENTED)


@case
def concurrent_large_unary(stub):
    calls = [stub.unary.future(simple()) for _ in range(REPETITIONS["concurrent"])]
    for call in calls:
        expect_zeros(call.result().payload, LARGE_RESPONSE, "response")


@case
def rpc_soak(stub):
    for _ in range(REPETITIONS["rpcSoak"]):
        large_unary(stub)


@case
def channel_soak(_stub):
    for _ in range(REPETITIONS["channelSoak"]):
        with connect() as channel:
            large_unary(Stub(channel))


@case
def x_concurrent_refused(stub):
    calls = [stub.refused.future(simple()) for _ in range(REPETITIONS["concurrent"])]
    for call in calls:
        expect_status(call.result, grpc.StatusCode.UNIMPLEMENTED)


@case
def x_slow_readers(stub):
    calls = [stub.download(download(3_000_000, 3_000_000, 3_000_000)) for _ in range(8)]
    for call in calls:
        next(call)
    stub.empty(message("Empty")())
    for call in calls:
        call.cancel()


@case
def x_compressed_requests(stub):
    response = stub.unary(simple(), compression=grpc.Compression.Gzip)
    expect_zeros(response.payload, LARGE_RESPONSE, "response")
    # Python has no way to leave one message of a compressed stream as it is: two streams.
    for size, value in ((27_182, True), (45_904, False)):
        response = stub.upload(iter([upload(size)]), compression=python_messages.gzip_if(value))
        expect(response.aggregated_payload_size, size, "aggregated_payload_size")


def main():
    with connect() as channel:
        grpc.channel_ready_future(channel).result(timeout=10)
        CASES[CASE](Stub(channel))


try:
    main()
except Exception as error:  # whatever it is, it is why the case failed
    sys.exit(f"{type(error).__name__}: {' '.join(str(error).split())}")
