// A server on gRPC C++ for the bench: messages are bytes that it does not look into, so no code is generated for it.
//
// Standard input: one line "KEY CERTIFICATE ANSWER" of three lengths, then those bytes; it serves until that ends.
// Standard output: the port.
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <cstring>
#include <iostream>
#include <string>

namespace {

using Reactor = grpc::ServerGenericBidiReactor;

grpc::ByteBuffer buffer_of(const void* data, size_t length) {
  grpc::Slice slice(data, length);
  return grpc::ByteBuffer(&slice, 1);
}

std::string text_of(const grpc::ByteBuffer& buffer) {
  grpc::Slice slice;
  buffer.DumpToSingleSlice(&slice);
  return std::string(reinterpret_cast<const char*>(slice.begin()), slice.size());
}

// One request, one answer that is always the same.
class Unary final : public Reactor {
 public:
  explicit Unary(const grpc::ByteBuffer& answer) : answer_(answer) { StartRead(&request_); }
  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status(grpc::StatusCode::INTERNAL, "no request"));
    StartWriteAndFinish(&answer_, grpc::WriteOptions(), grpc::Status::OK);
  }
  void OnDone() override { delete this; }

 private:
  grpc::ByteBuffer request_, answer_;
};

// As many chunks as the request asks for: two numbers of 32 bits, little-endian, how many and how long.
class Download final : public Reactor {
 public:
  Download() { StartRead(&request_); }
  void OnReadDone(bool ok) override {
    std::string text = ok ? text_of(request_) : "";
    uint32_t numbers[2];
    if (text.size() != sizeof numbers) return Finish(grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, "two numbers"));
    std::memcpy(numbers, text.data(), sizeof numbers);
    left_ = numbers[0];
    std::string bytes(numbers[1], 'x');
    chunk_ = buffer_of(bytes.data(), bytes.size());
    next();
  }
  void OnWriteDone(bool ok) override {
    if (ok) return next();
    Finish(grpc::Status::CANCELLED);
  }
  void OnDone() override { delete this; }

 private:
  void next() {
    if (left_ == 0) return Finish(grpc::Status::OK);
    left_--;
    StartWrite(&chunk_);
  }
  grpc::ByteBuffer request_, chunk_;
  uint32_t left_ = 0;
};

// Takes any number of messages, and answers how many bytes they had: 64 bits, little-endian.
class Upload final : public Reactor {
 public:
  Upload() { StartRead(&request_); }
  void OnReadDone(bool ok) override {
    if (ok) {
      bytes_ += request_.Length();
      return StartRead(&request_);
    }
    answer_ = buffer_of(&bytes_, sizeof bytes_);
    StartWriteAndFinish(&answer_, grpc::WriteOptions(), grpc::Status::OK);
  }
  void OnDone() override { delete this; }

 private:
  grpc::ByteBuffer request_, answer_;
  uint64_t bytes_ = 0;
};

class Unknown final : public Reactor {
 public:
  Unknown() { Finish(grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "")); }
  void OnDone() override { delete this; }
};

class Service final : public grpc::CallbackGenericService {
 public:
  explicit Service(const std::string& answer) : answer_(buffer_of(answer.data(), answer.size())) {}
  Reactor* CreateReactor(grpc::GenericCallbackServerContext* context) override {
    const std::string& method = context->method();
    if (method == "/bosdyn.api.RobotIdService/GetRobotId") return new Unary(answer_);
    if (method == "/spotwire.bench.Bulk/Download") return new Download;
    if (method == "/spotwire.bench.Bulk/Upload") return new Upload;
    return new Unknown;
  }

 private:
  grpc::ByteBuffer answer_;
};

std::string take(size_t length) {
  std::string bytes(length, '\0');
  std::cin.read(bytes.data(), static_cast<std::streamsize>(length));
  return bytes;
}

}  // namespace

int main() {
  size_t key_length, certificate_length, answer_length;
  std::cin >> key_length >> certificate_length >> answer_length;
  std::cin.get();
  std::string key = take(key_length), certificate = take(certificate_length), answer = take(answer_length);

  grpc::SslServerCredentialsOptions tls;
  tls.pem_key_cert_pairs.push_back({key, certificate});
  Service service(answer);
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(tls), &port);
  builder.SetMaxReceiveMessageSize(-1);
  builder.RegisterCallbackGenericService(&service);
  auto server = builder.BuildAndStart();
  if (!server) return 1;
  std::cout << port << std::endl;
  while (std::cin.get() != EOF) continue;
  _Exit(0);
}
