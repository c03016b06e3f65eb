"""Program: the test service on gRPC C-core, by way of Python. Arguments: descriptor set, directory of certificates.

Says "ready PORT". It cannot tell whether a request came compressed: C-core keeps that from Python.
"""

import sys
import time
from concurrent import futures

import grpc
import python_messages

message = python_messages.load(sys.argv[1])
TLS = sys.argv[2]


def payload(size):
    return message("Payload")(body=bytes(size))


def echo_initial(context):
    for key, value in context.invocation_metadata():
        if key == python_messages.INITIAL_KEY:
            context.send_initial_metadata(((key, value),))
        elif key == python_messages.TRAILING_KEY:
            context.set_trailing_metadata(((key, value),))


def echo_status(request, context):
    if request.HasField("response_status"):
        code = next(each for each in grpc.StatusCode if each.value[0] == request.response_status.code)
        context.abort(code, request.response_status.message)


def empty_call(_request, _context):
    return message("Empty")()


def unary_call(request, context):
    echo_status(request, context)
    # Before the initial metadata goes out, which names the encoding.
    if request.HasField("response_compressed"):
        context.set_compression(python_messages.gzip_if(request.response_compressed.value))
    echo_initial(context)
    return message("SimpleResponse")(payload=payload(request.response_size))


def streaming_input_call(requests, _context):
    total = sum(len(request.payload.body) for request in requests)
    return message("StreamingInputCallResponse")(aggregated_payload_size=total)


def respond(request, context):
    for parameters in request.response_parameters:
        if parameters.interval_us > 0:
            time.sleep(parameters.interval_us / 1e6)
        if parameters.HasField("compressed") and not parameters.compressed.value:
            context.disable_next_message_compression()
        yield message("StreamingOutputCallResponse")(payload=payload(parameters.size))


def streaming_output_call(request, context):
    if any(parameters.compressed.value for parameters in request.response_parameters):
        context.set_compression(grpc.Compression.Gzip)
    yield from respond(request, context)


def full_duplex_call(requests, context):
    echo_initial(context)
    for request in requests:
        echo_status(request, context)
        yield from respond(request, context)


def handler(kind, behaviour, request, response):
    return kind(
        behaviour,
        request_deserializer=message(request).FromString,
        response_serializer=message(response).SerializeToString,
    )


HANDLERS = {
    "EmptyCall": handler(grpc.unary_unary_rpc_method_handler, empty_call, "Empty", "Empty"),
    "UnaryCall": handler(grpc.unary_unary_rpc_method_handler, unary_call, "SimpleRequest", "SimpleResponse"),
    "StreamingInputCall": handler(
        grpc.stream_unary_rpc_method_handler,
        streaming_input_call,
        "StreamingInputCallRequest",
        "StreamingInputCallResponse",
    ),
    "StreamingOutputCall": handler(
        grpc.unary_stream_rpc_method_handler,
        streaming_output_call,
        "StreamingOutputCallRequest",
        "StreamingOutputCallResponse",
    ),
    "FullDuplexCall": handler(
        grpc.stream_stream_rpc_method_handler,
        full_duplex_call,
        "StreamingOutputCallRequest",
        "StreamingOutputCallResponse",
    ),
}


def main():
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=16))
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(python_messages.SERVICE, HANDLERS),))
    key_pair = (python_messages.read_tls(TLS, "server1.key"), python_messages.read_tls(TLS, "server1.pem"))
    port = server.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials((key_pair,)))
    server.start()
    print(f"ready {port}", flush=True)
    server.wait_for_termination()


main()
