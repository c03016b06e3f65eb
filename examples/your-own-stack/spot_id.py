#!/usr/bin/env python3
"""A Spot client in one file, from the standard library alone: TLS, HTTP/2, HPACK, gRPC and protobuf by hand.

It asks a robot who it is, logs in, and lists its services; it moves nothing. It was written along
docs/wire/your-own-stack.md, whose steps stand in the comments. Messages are dictionaries here: enough to learn from.

    SPOTWIRE_PASSWORD=... python3 spot_id.py 192.168.80.3 --root robot.pem --user NAME
    python3 spot_id.py --vectors ../../test/vectors
"""
import argparse
import os
import socket
import ssl
import struct
import sys
import time

TIMEOUT_S = 10  # for each wait; a program that lives longer than this one keeps an instant for the whole call
MAX_MESSAGE_BYTES = 4 * 1024 * 1024
MAX_HEADER_BYTES = 64 * 1024
WINDOW_BYTES = 1024 * 1024


class WireError(Exception):
    """Bytes that break a rule of the layer that reads them."""


class CallError(Exception):
    """A call that ended with a status other than OK, or an answer that says no."""


# --- Step 1: varints and messages -----------------------------------------------------------------------------------

VARINT, I64, LEN, START_GROUP, END_GROUP, I32 = range(6)


def write_varint(value):
    """Seven bits a byte, lowest first; a negative number as 64 bits of two's complement."""
    value &= 2**64 - 1
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes(out) + bytes([value])


def read_varint(data, at):
    """The value, and the place behind it."""
    value = 0
    for i in range(10):
        if at + i >= len(data):
            raise WireError("a varint cut short")
        value |= (data[at + i] & 127) << 7 * i
        if data[at + i] < 128:
            return value & 2**64 - 1, at + i + 1
    raise WireError("a varint of more than ten bytes")


def take(data, at, size):
    """So many bytes, and the place behind them."""
    if size > len(data) - at:
        raise WireError("a value longer than what it is in")
    return data[at : at + size], at + size


def read_field(data, at):
    """Field number, wire type, value, and the place behind it; of a group there is no value."""
    tag, at = read_varint(data, at)
    number, wire_type = tag >> 3, tag & 7
    if number == 0 or wire_type > I32 or tag > 2**32 - 1:
        raise WireError("a tag that is none")
    if wire_type == VARINT:
        value, at = read_varint(data, at)
    elif wire_type == LEN:
        size, at = read_varint(data, at)
        value, at = take(data, at, size)
    elif wire_type == START_GROUP:
        value, inner_type = None, None
        while inner_type != END_GROUP:
            inner, inner_type, _, at = read_field(data, at)
        if inner != number:
            raise WireError("a group that ends as another")
    else:
        value, at = take(data, at, {I64: 8, I32: 4, END_GROUP: 0}[wire_type])
    return number, wire_type, value, at


def decode(data, shape):
    """A message as a dictionary. Its shape has, by number, a name and how to read the value; others are passed over."""
    message, at = {}, 0
    while at < len(data):
        number, wire_type, value, at = read_field(data, at)
        if wire_type == END_GROUP:
            raise WireError("the end of a group that never began")
        name, read = shape.get(number, (None, None))
        if name is None or isinstance(value, int) != (read is int):
            continue
        if isinstance(read, list):
            message.setdefault(name, []).append(read_value(value, read[0]))
        else:
            message[name] = read_value(value, read)
    return message


def read_value(value, read):
    """`int`, `str`, `float` for a double, "packed" for varints in a row, or the shape of a message."""
    if isinstance(read, dict):
        return decode(value, read)
    if read is str:
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError as error:
            raise WireError("a string that is not UTF-8") from error
    if read == "packed":
        numbers, at = [], 0
        while at < len(value):
            number, at = read_varint(value, at)
            numbers.append(number)
        return numbers
    return struct.unpack("<d", value)[0] if read is float else value


def field(number, value):
    """One field: a number as a varint, text or a message's bytes behind their length."""
    if isinstance(value, int):
        return write_varint(number << 3 | VARINT) + write_varint(value)
    data = value.encode() if isinstance(value, str) else value
    return write_varint(number << 3 | LEN) + write_varint(len(data)) + data


# --- Step 2: the messages of this program ---------------------------------------------------------------------------

COMMON_ERROR = {1: ("code", int), 2: ("message", str)}
RESPONSE_HEADER = {4: ("error", COMMON_ERROR)}
SOFTWARE_VERSION = {1: ("major_version", int), 2: ("minor_version", int), 3: ("patch_level", int)}
SOFTWARE_RELEASE = {1: ("version", SOFTWARE_VERSION)}
ROBOT_ID = {1: ("serial_number", str), 2: ("species", str), 5: ("nickname", str)}
ROBOT_ID[4] = ("software_release", SOFTWARE_RELEASE)
ROBOT_ID_RESPONSE = {1: ("header", RESPONSE_HEADER), 2: ("robot_id", ROBOT_ID)}
GET_AUTH_TOKEN_RESPONSE = {1: ("header", RESPONSE_HEADER), 2: ("status", int), 3: ("token", str)}
SERVICE_ENTRY = {1: ("name", str), 2: ("type", str), 3: ("authority", str)}
LIST_SERVICE_ENTRIES_RESPONSE = {1: ("header", RESPONSE_HEADER), 2: ("service_entries", [SERVICE_ENTRY])}
CODE_OK = STATUS_OK = 1


def request_header():
    """Field 1 of every request: the time on this computer's clock, and a name for the robot's logs."""
    seconds, nanos = divmod(time.time_ns(), 10**9)
    return field(1, field(1, field(1, seconds) + field(2, nanos)) + field(2, "spot_id.py"))


# --- Step 3: gRPC's prefix ------------------------------------------------------------------------------------------


def prefixed(message):
    """Not compressed, its length, the message."""
    return struct.pack(">BI", 0, len(message)) + message


def messages_of(data, limit=MAX_MESSAGE_BYTES):
    """Messages of a stream that has ended: pairs of whether it is compressed, and its bytes."""
    messages, at = [], 0
    while at < len(data):
        prefix, at = take(data, at, 5)
        flag, size = struct.unpack(">BI", prefix)
        if flag > 1 or size > limit:
            raise WireError("a prefix that is none, or a message that is too long")
        message, at = take(data, at, size)
        messages.append((flag == 1, message))
    return messages


# --- Step 5: HPACK. Step 4 needs of it what writes literals alone, without tables and Huffman code --------------------

# Appendix A of RFC 7541, index 1 first; what follows a blank is the value.
STATIC_TABLE = [tuple((line + " ").split(" ", 1)) for line in """:authority|:method GET|:method POST|:path /|\
:path /index.html|:scheme http|:scheme https|:status 200|:status 204|:status 206|:status 304|:status 400|:status 404|\
:status 500|accept-charset|accept-encoding gzip, deflate|accept-language|accept-ranges|accept|\
access-control-allow-origin|age|allow|authorization|cache-control|content-disposition|content-encoding|\
content-language|content-length|content-location|content-range|content-type|cookie|date|etag|expect|expires|from|host|\
if-match|if-modified-since|if-none-match|if-range|if-unmodified-since|last-modified|link|location|max-forwards|\
proxy-authenticate|proxy-authorization|range|referer|refresh|retry-after|server|set-cookie|\
strict-transport-security|transfer-encoding|user-agent|vary|via|www-authenticate""".split("|")]
STATIC_TABLE = [(name, value.strip()) for name, value in STATIC_TABLE]

# Bits of each octet's code, and of EOS (Appendix B). The code is canonical, so the lengths say all of it.
HUFFMAN_LENGTHS = """13 23 28 28 28 28 28 28 28 24 30 28 28 30 28 28 28 28 28 28 28 28 30 28 28 28 28 28 28 28 28 28
6 10 10 12 13 6 8 11 10 10 8 11 8 6 6 6 5 5 5 6 6 6 6 6 6 6 7 8 15 6 12 10 13 6 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7
7 7 7 8 7 8 13 19 13 14 6 15 5 6 5 6 5 6 6 6 5 7 7 6 6 6 5 6 7 6 5 5 6 7 7 7 7 7 15 11 14 13 28 20 22 20 20 22 22 22
23 22 23 23 23 23 23 24 23 24 24 22 23 24 23 23 23 23 21 22 23 22 23 23 24 22 21 20 22 22 23 23 21 23 22 22 24 21 22
23 23 21 21 22 21 23 22 23 23 20 22 22 22 23 22 22 23 26 26 20 19 22 23 22 25 26 26 26 27 27 26 24 25 19 21 26 27 27
26 27 24 21 21 26 26 28 27 27 27 20 24 20 21 22 21 21 23 22 22 25 25 24 24 26 23 26 27 26 26 27 27 27 27 27 28 27 27
27 27 27 26 30"""
EOS = 256


def huffman_codes():
    """Symbols by length and code."""
    codes, code, last = {}, 0, 0
    for length, symbol in sorted((int(length), symbol) for symbol, length in enumerate(HUFFMAN_LENGTHS.split())):
        code <<= length - last
        codes[length, code] = symbol
        code, last = code + 1, length
    return codes


HUFFMAN = huffman_codes()


def huffman_decode(data):
    out, code, length = bytearray(), 0, 0
    for octet in data:
        for shift in range(7, -1, -1):
            code, length = code << 1 | octet >> shift & 1, length + 1
            symbol = HUFFMAN.get((length, code))
            if symbol == EOS or length > 30:
                raise WireError("EOS within a string")
            if symbol is not None:
                out.append(symbol)
                code, length = 0, 0
    if length > 7 or code != (1 << length) - 1:
        raise WireError("padding that is not the beginning of EOS")
    return bytes(out)


def read_integer(data, at, bits):
    """An integer that begins with the low bits of an octet, and the place behind it."""
    octets, at = take(data, at, 1)
    value = octets[0] & (1 << bits) - 1
    if value < (1 << bits) - 1:
        return value, at
    for shift in range(0, 28, 7):
        octets, at = take(data, at, 1)
        value += (octets[0] & 127) << shift
        if octets[0] < 128:
            return value, at
    raise WireError("an integer that is too large")


def write_integer(value, bits):
    if value < (1 << bits) - 1:
        return bytes([value])
    return bytes([(1 << bits) - 1]) + write_varint(value - (1 << bits) + 1)


def header_block(fields):
    """Literals without indexing, names and values as they are: every peer reads that."""
    strings = ((name.encode(), value.encode()) for name, value in fields)
    return b"".join(b"\0" + b"".join(write_integer(len(each), 7) + each for each in pair) for pair in strings)


class HeaderDecoder:
    """Reads all header blocks of one side of a connection, in order: they share a table."""

    def __init__(self, table_bytes=4096):
        self.allowed = self.limit = table_bytes
        self.table = []  # the newest first

    def decode(self, block):
        fields, at = [], 0
        while at < len(block):
            octet = block[at]
            if octet & 0x80:
                index, at = read_integer(block, at, 7)
                fields.append(self.entry(index))
            elif octet & 0xE0 == 0x20:
                self.limit, at = read_integer(block, at, 5)
                if fields or self.limit > self.allowed:
                    raise WireError("a table size in the wrong place, or too large")
                self.evict()
            else:
                index, at = read_integer(block, at, 6 if octet & 0x40 else 4)
                name, at = (self.entry(index)[0], at) if index else self.string(block, at)
                value, at = self.string(block, at)
                fields.append((name, value))
                if octet & 0x40:
                    self.table.insert(0, (name, value))
                    self.evict()
            if sum(len(name) + len(value) + 32 for name, value in fields) > MAX_HEADER_BYTES:
                raise WireError("more header fields than anybody needs")
        return fields

    def entry(self, index):
        if not 0 < index <= len(STATIC_TABLE) + len(self.table):
            raise WireError("an index of no field")
        return STATIC_TABLE[index - 1] if index <= len(STATIC_TABLE) else self.table[index - len(STATIC_TABLE) - 1]

    def string(self, block, at):
        size, end = read_integer(block, at, 7)
        data, end = take(block, end, size)
        return (huffman_decode(data) if block[at] & 0x80 else data).decode("latin-1"), end

    def evict(self):
        while sum(len(name) + len(value) + 32 for name, value in self.table) > self.limit:
            self.table.pop()


# --- Steps 4 and 5: HTTP/2 ------------------------------------------------------------------------------------------

DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 0, 1, 3, 4, 6, 7, 8, 9
END_STREAM, ACK, END_HEADERS, PADDED, PRIORITY = 1, 1, 4, 8, 32
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
MAX_FRAME_BYTES = 16384
FRAME_BYTES = {RST_STREAM: 4, PING: 8, WINDOW_UPDATE: 4}  # where there is one size alone


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def unpadded(kind, flags, payload):
    """What a DATA or HEADERS frame carries, without padding and priority."""
    if flags & PADDED:
        if not payload or payload[0] >= len(payload):
            raise WireError("more padding than frame")
        payload = payload[1 : len(payload) - payload[0]]
    return payload[5:] if kind == HEADERS and flags & PRIORITY else payload


class Connection:
    """One connection to one authority, one call at a time. `read(n)` gives n bytes, `write` sends some."""

    def __init__(self, read, write, authority):
        self.read, self.write, self.authority = read, write, authority
        self.headers, self.next_stream = HeaderDecoder(), 1
        settings = struct.pack(">HIHI", 2, 0, 4, WINDOW_BYTES)  # no pushes; a window for each stream
        more = struct.pack(">I", WINDOW_BYTES - 65535)  # and as much for the connection, which began with 65535
        write(PREFACE + frame(SETTINGS, 0, 0, settings) + frame(WINDOW_UPDATE, 0, 0, more))

    def call(self, path, message, token=None):
        """A unary call: the response's bytes. Raises CallError for every status but OK."""
        stream, self.next_stream = self.next_stream, self.next_stream + 2
        fields = [(":method", "POST"), (":scheme", "https"), (":path", path), (":authority", self.authority)]
        fields += [("content-type", "application/grpc"), ("te", "trailers"), ("grpc-timeout", f"{TIMEOUT_S}S")]
        fields += [("authorization", f"Bearer {token}")] if token else []
        request = prefixed(message)
        if len(request) > MAX_FRAME_BYTES:
            raise ValueError("longer requests take several frames, and an eye on the peer's windows")
        self.write(frame(HEADERS, END_HEADERS, stream, header_block(fields)) + frame(DATA, END_STREAM, stream, request))
        head, body, trailers = self.answer(stream)
        check_end(head, trailers)
        answers = messages_of(body)
        if len(answers) != 1 or answers[0][0]:
            raise WireError(f"{len(answers)} messages, or one that is compressed though nobody asked for it")
        return answers[0][1]

    def answer(self, stream):
        """The header fields, the bytes of DATA, and the trailing fields of one stream."""
        blocks, body, block, ends = [], b"", b"", False
        while not ends or block:
            kind, flags, of, payload = self.frame()
            if kind == SETTINGS and not flags & ACK:
                self.write(frame(SETTINGS, ACK, 0))
            elif kind == PING and not flags & ACK:
                self.write(frame(PING, ACK, 0, payload))
            elif kind == GOAWAY and struct.unpack(">I", payload[:4])[0] & 2**31 - 1 < stream:
                raise CallError("the peer ends the connection before it has looked at the call")
            elif kind == RST_STREAM and of == stream:
                code = struct.unpack(">I", payload)[0]
                raise CallError(f"{BY_RESET.get(code, 'INTERNAL')}: the stream was reset, HTTP/2 error {code}")
            elif kind == DATA:
                if payload:  # what was read may be sent again, on the connection and on the stream
                    credit = struct.pack(">I", len(payload))
                    self.write(frame(WINDOW_UPDATE, 0, 0, credit))
                    if not flags & END_STREAM:
                        self.write(frame(WINDOW_UPDATE, 0, of, credit))
                body += unpadded(kind, flags, payload) if of == stream else b""
                if len(body) > MAX_MESSAGE_BYTES + 5:
                    raise WireError("a response that is too long")
                ends = ends or (of == stream and bool(flags & END_STREAM))
            elif kind in (HEADERS, CONTINUATION):
                block += unpadded(kind, flags, payload) if kind == HEADERS else payload
                ends = ends or (of == stream and kind == HEADERS and bool(flags & END_STREAM))
                if len(block) > MAX_HEADER_BYTES:
                    raise WireError("a header block without end")
                if flags & END_HEADERS:
                    fields, block = self.headers.decode(block), b""  # whosever it is: the table is the connection's
                    if of == stream:
                        blocks.append(dict(fields))
        if not blocks:
            raise WireError("an answer without header fields")
        return blocks[0], body, blocks[-1]  # an error may be all in one block: Trailers-Only

    def frame(self):
        head = self.read(9)
        size = int.from_bytes(head[:3], "big")
        if size > MAX_FRAME_BYTES:
            raise WireError("a frame larger than we allow")
        if size != FRAME_BYTES.get(head[3], size) or (head[3] == GOAWAY and size < 8):
            raise WireError("a frame of the wrong size")
        return head[3], head[4], int.from_bytes(head[5:], "big") & 2**31 - 1, self.read(size)


# --- Step 6: how calls end ------------------------------------------------------------------------------------------

STATUSES = """OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS PERMISSION_DENIED
RESOURCE_EXHAUSTED FAILED_PRECONDITION ABORTED OUT_OF_RANGE UNIMPLEMENTED INTERNAL UNAVAILABLE DATA_LOSS
UNAUTHENTICATED""".split()
BY_HTTP_STATUS = {"400": "INTERNAL", "401": "UNAUTHENTICATED", "403": "PERMISSION_DENIED", "404": "UNIMPLEMENTED"}
BY_HTTP_STATUS |= {status: "UNAVAILABLE" for status in ("429", "502", "503", "504")}

BY_RESET = {7: "UNAVAILABLE", 8: "CANCELLED", 11: "RESOURCE_EXHAUSTED", 12: "PERMISSION_DENIED"}


def status_of(head, trailers):
    """The status of a call, and what is said about it: gRPC's own where there is one, else what HTTP's comes to."""
    if "grpc-status" not in trailers:
        http_status = head.get(":status", "")
        status = BY_HTTP_STATUS.get(http_status, "UNKNOWN") if http_status != "200" else "UNKNOWN"
        return status, f"HTTP status {http_status}, {head.get('content-type', 'no content-type')}"
    number = trailers["grpc-status"]
    status = STATUSES[int(number)] if number.isdigit() and int(number) < len(STATUSES) else "UNKNOWN"
    return status, percent_decoded(trailers.get("grpc-message", ""))


def check_end(head, trailers):
    status, detail = status_of(head, trailers)
    if status != "OK":
        raise CallError(f"{status}: {detail}")


def percent_decoded(text):
    """What is no escape stays as it is: a bad message must not hide the status."""
    out, at, data = bytearray(), 0, text.encode()
    while at < len(data):
        digits = data[at + 1 : at + 3]
        is_escape = data[at] == 37 and len(digits) == 2 and all(digit in b"0123456789abcdefABCDEF" for digit in digits)
        out.append(int(digits, 16) if is_escape else data[at])
        at += 3 if is_escape else 1
    return out.decode("utf-8", "replace")


def checked(response):
    """The header comes first: where it has an error, the rest means nothing. Its code must be there, and be OK."""
    error = response.get("header", {}).get("error", {})
    if error.get("code", 0) != CODE_OK:
        raise CallError(f"the robot says code {error.get('code', 0)} in the header: {error.get('message', '')}")
    return response


# --- Step 7: TLS ----------------------------------------------------------------------------------------------------


def connect(host, port, root, authority):
    """Verified against the root alone. The name that is asked for is the authority's, and is compared with nothing."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False  # a robot's certificate never names its address; the chain is checked all the same
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(root)
    context.set_alpn_protocols(["h2"])
    link = context.wrap_socket(socket.create_connection((host, port), TIMEOUT_S), server_hostname=authority)
    if link.selected_alpn_protocol() != "h2":
        raise WireError("whoever answers speaks no HTTP/2")

    def read(size):
        data = b""
        while len(data) < size:
            chunk = link.recv(size - len(data))
            if not chunk:
                raise CallError("the connection was closed in the middle")
            data += chunk
        return data

    return Connection(read, link.sendall, authority)


# --- Steps 8 and 9: who is it, a token, and a call that needs one ----------------------------------------------------


def visit(host, port, root, user, password):
    def to(authority):  # a connection for each, as the reference client has it
        return connect(host, port, root, authority)

    answer = to("id.spot.robot").call("/bosdyn.api.RobotIdService/GetRobotId", request_header())
    robot = checked(decode(answer, ROBOT_ID_RESPONSE))["robot_id"]
    version = robot.get("software_release", {}).get("version", {})
    release = ".".join(str(version.get(part, 0)) for part in ("major_version", "minor_version", "patch_level"))
    print(f"{robot.get('serial_number')} ({robot.get('nickname', robot.get('species'))}), software {release}")
    if user is None:
        return
    request = request_header() + field(2, user) + field(3, password)
    answer = to("auth.spot.robot").call("/bosdyn.api.AuthService/GetAuthToken", request)
    login = checked(decode(answer, GET_AUTH_TOKEN_RESPONSE))
    if login.get("status") != STATUS_OK:
        status = login.get("status", 0)
        raise CallError(f"no login, status {status}; not tried again: six wrong passwords lock the user out")
    path = "/bosdyn.api.DirectoryService/ListServiceEntries"
    answer = to("api.spot.robot").call(path, request_header(), login["token"])
    entries = checked(decode(answer, LIST_SERVICE_ENTRIES_RESPONSE)).get("service_entries", [])
    for entry in sorted(entries, key=lambda entry: entry["name"]):
        print(f"{entry['name']:32} {entry['authority']:32} {entry['type']}")


def main():
    parser = argparse.ArgumentParser(description="Ask a Spot who it is, and which services it has.")
    parser.add_argument("host", nargs="?", help="host or host:port")
    parser.add_argument("--root", help="the root certificate, PEM")
    parser.add_argument("--user", help="log in as; the password is taken from SPOTWIRE_PASSWORD")
    parser.add_argument("--vectors", metavar="DIR", help="instead, pass the vectors in this folder")
    options = parser.parse_args()
    if options.vectors:
        import vectors  # its neighbour

        return vectors.run(options.vectors)
    if not options.host or not options.root:
        parser.error("give a host and --root, or --vectors")
    host, _, port = options.host.partition(":")
    try:
        visit(host, int(port or 443), options.root, options.user, os.environ.get("SPOTWIRE_PASSWORD", ""))
    except (CallError, WireError, OSError) as error:
        print(f"spot_id.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
