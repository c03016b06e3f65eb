"""Passes test/vectors by the readers of spot_id.py, kind by kind; `spot_id.py --vectors DIR` runs it."""
import json
import pathlib
import struct
import sys

import spot_id as stack

SHAPES = {
    "bosdyn.api.SoftwareVersion": stack.SOFTWARE_VERSION,
    "bosdyn.api.RobotId": stack.ROBOT_ID,
    "bosdyn.api.RobotIdResponse": stack.ROBOT_ID_RESPONSE,
    "bosdyn.api.Vec3": {1: ("x", float), 2: ("y", float), 3: ("z", float)},
    "bosdyn.api.Lease": {
        1: ("resource", str),
        2: ("epoch", str),
        3: ("sequence", "packed"),
        4: ("client_names", [str]),
    },
}
LIMIT_OF_GRPC_MESSAGES = 64
FIXED = {"fixed32": "<I", "sfixed32": "<i", "fixed64": "<Q", "sfixed64": "<q", "float": "<f", "double": "<d"}


def parse_hex(text):
    """Annotated hex: pairs of digits, white space, comments behind `#`."""
    return bytes.fromhex("".join(line.split("#")[0] for line in text.splitlines()))


def check(is_right, what):
    if not is_right:
        raise AssertionError(what)


def refuses(action, what):
    try:
        action()
    except stack.WireError:
        return
    raise AssertionError(f"{what} is taken")


def signed(value, bits):
    value &= 2**bits - 1
    return value - 2**bits if value >> bits - 1 else value


def read_scalar(kind, data):
    """The value, and the place behind it."""
    if kind in FIXED:
        size = struct.calcsize(FIXED[kind])
        return struct.unpack(FIXED[kind], stack.take(data, 0, size)[0])[0], size
    raw, at = stack.read_varint(data, 0)
    if kind in ("string", "bytes"):
        value, at = stack.take(data, at, raw)
        return (value.decode() if kind == "string" else value), at
    if kind == "bool":
        return raw != 0, at
    bits = int(kind[-2:])
    if kind[0] == "s":
        return signed((raw & 2**bits - 1) >> 1 ^ -(raw & 1), bits), at
    return (signed(raw, bits) if kind[0] == "i" else raw & 2**bits - 1), at


def write_scalar(kind, value):
    if kind in FIXED:
        return struct.pack(FIXED[kind], value)
    if kind in ("string", "bytes"):
        data = value.encode() if kind == "string" else value
        return stack.write_varint(len(data)) + data
    return stack.write_varint(value << 1 ^ value >> 63 if kind[0] == "s" else value)


def scalar_value(case):
    kind, value = case["type"], case["value"]
    if kind in ("float", "double"):
        return float(value)
    if isinstance(value, dict):
        return parse_hex(value["hex"])
    return int(value) if kind not in ("string", "bool") else value


def scalars(case):
    value, data = scalar_value(case), parse_hex(case["hex"])
    scalars_read(case)
    check(write_scalar(case["type"], value) == data, f"{case} is written otherwise")


def scalars_read(case):
    value, data = scalar_value(case), parse_hex(case["hex"])
    check(repr(read_scalar(case["type"], data)) == repr((value, len(data))), f"{case} is read otherwise")


def bad_messages(case):
    refuses(lambda: stack.decode(parse_hex(case["hex"]), SHAPES[case["message"]]), case["description"])


def message(about, data):
    """Of types that this program has no shape of, only that they can be cut into fields."""
    shape = SHAPES.get(about["message"])
    if shape is None:
        stack.decode(data, {})
        return "message, cut into fields only"
    return check(same(stack.decode(data, shape), about["value"]), about["value"])


def same(value, json_value):
    """Whether what was decoded is in the ProtoJSON: it may know fewer fields, and no time or enum."""
    if isinstance(value, dict):
        return all(same(each, json_value[camel(name)]) for name, each in value.items())
    if isinstance(value, list):
        return len(value) == len(json_value) and all(map(same, value, json_value))
    if isinstance(value, float):
        return repr(value) == repr(float(json_value))
    if isinstance(json_value, str) and isinstance(value, int):
        return not json_value.isdigit() or int(json_value) == value
    return value == json_value


def camel(name):
    first, *others = name.split("_")
    return first + "".join(word.title() for word in others)


def grpc_messages(about, data):
    if "error" in about:
        return refuses(lambda: stack.messages_of(data, LIMIT_OF_GRPC_MESSAGES), about["description"])
    expected = [(each["compressed"], parse_hex(each["hex"])) for each in about["value"]]
    return check(stack.messages_of(data) == expected, "other messages")


def grpc_texts(about):
    for case in about["cases"] + about["read"]:
        check(stack.percent_decoded(case["encoded"]) == case["text"], case["encoded"])


def grpc_ends(case):
    if "reset" in case:
        return check(stack.BY_RESET.get(case["reset"], "INTERNAL") == case["status"], case)
    head = dict(case["headers"])
    status, text = stack.status_of(head, head if "grpc-status" in head else dict(case.get("trailers", [])))
    check(status == case["status"], f"{case} is {status}")
    return check(text == case.get("message", text), text)


def hpack_static_table(about):
    check(stack.STATIC_TABLE == [tuple(field) for field in about["fields"]], "another table")


def hpack_huffman(about):
    own = {symbol: format(code, f"0{length}b") for (length, code), symbol in stack.HUFFMAN.items()}
    check([own[symbol] for symbol in range(257)] == about["codes"], "another code")


def hpack_integers(case):
    data = parse_hex(case["hex"])
    check(stack.read_integer(data, 0, case["bits"]) == (case["value"], len(data)), f"{case} is read otherwise")
    check(stack.write_integer(case["value"], case["bits"]) == data, f"{case} is written otherwise")


def hpack_blocks(about):
    decoder = stack.HeaderDecoder(about["tableBytes"])
    for block in about["blocks"]:
        fields = [tuple(field) for field in block["fields"]]
        check(decoder.decode(parse_hex(block["hex"])) == fields, f"{block['hex']} is read otherwise")
        check(stack.HeaderDecoder().decode(stack.header_block(fields)) == fields, "what is written is read otherwise")


def hpack_bad(case):
    refuses(lambda: stack.HeaderDecoder().decode(parse_hex(case["hex"])), case["description"])


def http2(about, data):
    at = len(stack.PREFACE) if about["side"] == "client" else 0
    check(about["side"] == "server" or data[:at] == stack.PREFACE, "no preface")

    def read(size):
        nonlocal at
        chunk, at = stack.take(data, at, size)
        return chunk

    connection = stack.Connection(read, lambda _bytes: None, "robot")
    bodies = {}
    for expected in about["frames"]:
        kind, flags, stream, payload = connection.frame()
        check((flags, stream, len(payload)) == (expected["flags"], expected["stream"], expected["length"]), expected)
        if kind == stack.HEADERS:
            fields = connection.headers.decode(stack.unpadded(kind, flags, payload))
            check(fields == [tuple(field) for field in expected["fields"]], fields)
        if kind == stack.DATA:
            bodies[stream] = bodies.get(stream, b"") + stack.unpadded(kind, flags, payload)
    check(at == len(data), "bytes are left over")
    count = sum(len(stack.messages_of(body)) for body in bodies.values())
    check(count == len(about["messages"]), f"{count} messages")


WHOLE = {
    "message": message,
    "grpc-messages": grpc_messages,
    "grpc-messages-text": grpc_texts,
    "hpack-static-table": hpack_static_table,
    "hpack-huffman": hpack_huffman,
    "hpack-blocks": hpack_blocks,
    "http2": http2,
}
CASES = {
    "scalars": scalars,
    "scalars-read": scalars_read,
    "bad-messages": bad_messages,
    "grpc-ends": grpc_ends,
    "hpack-integers": hpack_integers,
    "hpack-bad": hpack_bad,
}


def run(directory):
    """Pass all that there is a reader for; say how many of each kind there were, and which kinds nobody looked at."""
    root = pathlib.Path(directory)
    passed, passed_over = {}, set()
    for entry in json.loads((root / "index.json").read_text())["vectors"]:
        kind, files = entry["kind"], {pathlib.Path(path).suffix: root / path for path in entry["files"]}
        if kind not in WHOLE and kind not in CASES:
            passed_over.add(kind)
            continue
        about = json.loads(files[".json"].read_text())
        data = [parse_hex(files[".hex"].read_text())] if ".hex" in files else []
        try:
            for arguments in [[about, *data]] if kind in WHOLE else [[case] for case in about["cases"]]:
                what = (WHOLE.get(kind) or CASES[kind])(*arguments) or kind
                passed[what] = passed.get(what, 0) + 1
        except Exception as error:  # whatever it is, it is about this vector
            print(f"{entry['name']}: {type(error).__name__}: {error}", file=sys.stderr)
            return 1
    for kind, count in sorted(passed.items()):
        print(f"{kind}: {count} passed")
    print(f"not looked at: {', '.join(sorted(passed_over))}")
    return 0
