// A robot for control loops that is steadier than one in Node: it sends a state each 3 ms by the clock and notes when the
// command that answers it comes. States are ready-made bytes; of a command it reads the key, which is the number of the
// state that it answers, and counts the positions.
//
// Standard input: one line "KEY CERTIFICATE ANSWER STATES" of three lengths and a count, then those bytes; each state has
// its length before it, 32 bits, little-endian. It serves until that ends.
// Standard output: a line with two ports, of gRPC and of bare TLS, and whether it has real-time priority; then after each
// stretch a line of three numbers a state: how late it was written and when its answer came (-1: never), both in
// nanoseconds since its tick was due; and whether the machine itself stood still meanwhile.
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <functional>
#include <iostream>
#include <mutex>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

constexpr int64_t kPeriodNanos = 3'000'000;
constexpr int kPriority = 40;
constexpr size_t kJoints = 12;

int64_t now_nanos() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

void sleep_until(int64_t nanos) {
  timespec until{nanos / 1'000'000'000, nanos % 1'000'000'000};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr) != 0) continue;
}

// A thread on each processor that goes before everybody and wakes all the time: when it wakes late, the processor was
// taken away from this machine, which no program on it can help.
class Witness {
 public:
  void begin() {
    unsigned count = std::thread::hardware_concurrency();
    pauses_.resize(count);
    for (unsigned processor = 0; processor < count; processor++) {
      std::thread([this, processor] { watch(processor); }).detach();
    }
  }
  void forget() {
    std::lock_guard<std::mutex> guard(mutex_);
    for (auto& each : pauses_) each.clear();
  }
  bool saw_pause(int64_t from, int64_t to) {
    std::lock_guard<std::mutex> guard(mutex_);
    for (auto& each : pauses_)
      for (auto& pause : each)
        if (pause.first < to && pause.second > from) return true;
    return false;
  }

 private:
  static constexpr int64_t kEveryNanos = 250'000;
  static constexpr int64_t kLateNanos = 250'000;

  void watch(unsigned processor) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    pthread_setaffinity_np(pthread_self(), sizeof set, &set);
    sched_param priority{kPriority + 10};
    pthread_setschedparam(pthread_self(), SCHED_FIFO, &priority);
    for (int64_t due = now_nanos();;) {
      due += kEveryNanos;
      sleep_until(due);
      int64_t now = now_nanos();
      if (now - due < kLateNanos) continue;
      std::lock_guard<std::mutex> guard(mutex_);
      if (pauses_[processor].size() < 100'000) pauses_[processor].emplace_back(due, now);
      due = now;
    }
  }
  std::mutex mutex_;
  std::vector<std::vector<std::pair<int64_t, int64_t>>> pauses_;
} witness;

std::vector<std::string> states;

// What a stretch was like; one runs at a time.
class Stretch {
 public:
  // Call `write` for each state when it is due; it says whether the state could be written.
  void run(const std::function<bool(size_t)>& write) {
    written_.assign(states.size(), -1);
    came_ = std::vector<std::atomic<int64_t>>(states.size());
    for (auto& each : came_) each = -1;
    witness.forget();
    begin_ = now_nanos() + 20'000'000;
    for (size_t i = 0; i < states.size(); i++) {
      sleep_until(due(i));
      int64_t at = now_nanos();
      if (write(i)) written_[i] = at - due(i);
    }
    sleep_until(due(states.size() + 20));
  }

  // A command came. What is measured ends here, so `at` is read before anything else.
  void answered(uint32_t key, int64_t at) {
    if (key < 1 || key > came_.size()) return;
    int64_t never = -1;
    came_[key - 1].compare_exchange_strong(never, at - due(key - 1));
  }

  void report() {
    std::ostringstream line;
    for (size_t i = 0; i < written_.size(); i++) {
      int64_t until = due(i) + std::max<int64_t>(came_[i], kPeriodNanos);
      line << (i ? " " : "") << written_[i] << ' ' << came_[i] << ' ' << witness.saw_pause(due(i) - kPeriodNanos, until);
    }
    std::cout << line.str() << std::endl;
  }

 private:
  int64_t due(size_t i) const { return begin_ + static_cast<int64_t>(i) * kPeriodNanos; }
  int64_t begin_ = 0;
  std::vector<int64_t> written_;
  std::vector<std::atomic<int64_t>> came_;
} stretch;

// Reads the protobuf wire format, as far as commands need it.
class Fields {
 public:
  Fields(const uint8_t* bytes, size_t length) : at_(bytes), end_(bytes + length) {}
  bool next(uint32_t& number, uint64_t& value, const uint8_t*& bytes) {
    uint64_t tag;
    if (at_ >= end_ || !varint(tag)) return false;
    number = static_cast<uint32_t>(tag >> 3);
    bytes = nullptr;
    switch (tag & 7) {
      case 0: return varint(value);
      case 1: at_ += 8; return at_ <= end_;
      case 5: at_ += 4; return at_ <= end_;
      case 2:
        if (!varint(value) || value > static_cast<uint64_t>(end_ - at_)) return false;
        bytes = at_;
        at_ += value;
        return true;
      default: return false;
    }
  }

 private:
  bool varint(uint64_t& value) {
    value = 0;
    for (int shift = 0; shift < 64 && at_ < end_; shift += 7) {
      uint8_t byte = *at_++;
      value |= static_cast<uint64_t>(byte & 127) << shift;
      if (byte < 128) return true;
    }
    return false;
  }
  const uint8_t* at_;
  const uint8_t* end_;
};

// The key of a JointControlStreamRequest whose joint command has an end and a position for each joint; 0 of any other.
uint32_t key_of(const std::string& command) {
  Fields request(reinterpret_cast<const uint8_t*>(command.data()), command.size());
  uint32_t number, key = 0;
  uint64_t value;
  const uint8_t* bytes;
  while (request.next(number, value, bytes)) {
    if (number != 2 || bytes == nullptr) continue;
    Fields update(bytes, value);
    bool has_end = false, has_positions = false;
    while (update.next(number, value, bytes)) {
      if (number == 1) has_end = bytes != nullptr && value > 0;
      if (number == 2) has_positions = bytes != nullptr && value == kJoints * sizeof(float);
      if (number == 6) key = static_cast<uint32_t>(value);
    }
    if (!has_end || !has_positions) return 0;
  }
  return key;
}

using Reactor = grpc::ServerGenericBidiReactor;

grpc::ByteBuffer buffer_of(const std::string& bytes) {
  grpc::Slice slice(bytes.data(), bytes.size());
  return grpc::ByteBuffer(&slice, 1);
}

// Sends the states.
class States final : public Reactor {
 public:
  States() { StartRead(&request_); }
  void OnReadDone(bool) override {
    std::thread([this] {
      stretch.run([this](size_t i) {
        if (is_writing_.exchange(true)) return false;  // the client does not keep up
        state_ = buffer_of(states[i]);
        StartWrite(&state_);
        return true;
      });
      while (is_writing_) usleep(1000);
      Finish(grpc::Status::OK);
    }).detach();
  }
  void OnWriteDone(bool) override { is_writing_ = false; }
  void OnDone() override { delete this; }

 private:
  grpc::ByteBuffer request_, state_;
  std::atomic<bool> is_writing_{false};
};

// Takes the commands; when they are over, the stretch is.
class Commands final : public Reactor {
 public:
  explicit Commands(const std::string& answer) : answer_(buffer_of(answer)) { StartRead(&command_); }
  void OnReadDone(bool ok) override {
    int64_t at = now_nanos();
    if (!ok) {
      stretch.report();
      return StartWriteAndFinish(&answer_, grpc::WriteOptions(), grpc::Status::OK);
    }
    grpc::Slice slice;
    command_.DumpToSingleSlice(&slice);
    stretch.answered(key_of(std::string(reinterpret_cast<const char*>(slice.begin()), slice.size())), at);
    StartRead(&command_);
  }
  void OnDone() override { delete this; }

 private:
  grpc::ByteBuffer command_, answer_;
};

class Unknown final : public Reactor {
 public:
  Unknown() { Finish(grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "")); }
  void OnDone() override { delete this; }
};

class Service final : public grpc::CallbackGenericService {
 public:
  explicit Service(const std::string& answer) : answer_(answer) {}
  Reactor* CreateReactor(grpc::GenericCallbackServerContext* context) override {
    const std::string& method = context->method();
    if (method == "/bosdyn.api.RobotStateStreamingService/GetRobotStateStream") return new States;
    if (method == "/bosdyn.api.RobotCommandStreamingService/JointControlStream") return new Commands(answer_);
    return new Unknown;
  }

 private:
  std::string answer_;
};

// The floor: a connection says "s" to get the states, each with its length before it, or "c" to send commands of 128
// bytes that begin with the key; both numbers of 32 bits, little-endian.
constexpr int kBareCommandBytes = 128;

void serve_bare(SSL* ssl, int socket) {
  char errand;
  if (SSL_accept(ssl) == 1 && SSL_read(ssl, &errand, 1) == 1) {
    if (errand == 's') {
      stretch.run([ssl](size_t i) {
        uint32_t length = static_cast<uint32_t>(states[i].size());
        std::string frame(reinterpret_cast<const char*>(&length), sizeof length);
        frame += states[i];
        return SSL_write(ssl, frame.data(), static_cast<int>(frame.size())) > 0;
      });
    } else {
      char command[kBareCommandBytes];
      int have = 0, got;
      while ((got = SSL_read(ssl, command + have, kBareCommandBytes - have)) > 0) {
        int64_t at = now_nanos();
        if ((have += got) < kBareCommandBytes) continue;
        have = 0;
        uint32_t key;
        std::memcpy(&key, command, sizeof key);
        stretch.answered(key, at);
      }
      stretch.report();
    }
    SSL_shutdown(ssl);
  }
  SSL_free(ssl);
  close(socket);
}

int listen_bare(const std::string& key, const std::string& certificate) {
  SSL_CTX* tls = SSL_CTX_new(TLS_server_method());
  BIO* pem = BIO_new_mem_buf(certificate.data(), static_cast<int>(certificate.size()));
  SSL_CTX_use_certificate(tls, PEM_read_bio_X509(pem, nullptr, nullptr, nullptr));
  pem = BIO_new_mem_buf(key.data(), static_cast<int>(key.size()));
  SSL_CTX_use_PrivateKey(tls, PEM_read_bio_PrivateKey(pem, nullptr, nullptr, nullptr));
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  bind(listener, reinterpret_cast<sockaddr*>(&address), length);
  listen(listener, 8);
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length);
  std::thread([tls, listener] {
    for (int socket; (socket = accept(listener, nullptr, nullptr)) >= 0;) {
      int yes = 1;
      setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
      SSL* ssl = SSL_new(tls);
      SSL_set_fd(ssl, socket);
      std::thread(serve_bare, ssl, socket).detach();
    }
  }).detach();
  return ntohs(address.sin_port);
}

std::string take(size_t length) {
  std::string bytes(length, '\0');
  std::cin.read(bytes.data(), static_cast<std::streamsize>(length));
  return bytes;
}

}  // namespace

int main() {
  signal(SIGPIPE, SIG_IGN);
  // Before any other thread begins: they take it over.
  sched_param priority{kPriority};
  bool is_real_time = sched_setscheduler(0, SCHED_FIFO, &priority) == 0;
  mlockall(MCL_CURRENT | MCL_FUTURE);

  size_t key_length, certificate_length, answer_length, count;
  std::cin >> key_length >> certificate_length >> answer_length >> count;
  std::cin.get();
  std::string key = take(key_length), certificate = take(certificate_length), answer = take(answer_length);
  for (size_t i = 0; i < count; i++) {
    uint32_t length;
    std::cin.read(reinterpret_cast<char*>(&length), sizeof length);
    states.push_back(take(length));
  }

  grpc::SslServerCredentialsOptions tls;
  tls.pem_key_cert_pairs.push_back({key, certificate});
  Service service(answer);
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(tls), &port);
  builder.RegisterCallbackGenericService(&service);
  auto server = builder.BuildAndStart();
  if (!server) return 1;
  if (is_real_time) witness.begin();
  std::cout << port << ' ' << listen_bare(key, certificate) << ' ' << is_real_time << std::endl;
  while (std::cin.get() != EOF) continue;
  _Exit(0);
}
