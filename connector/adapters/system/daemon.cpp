#include "adapters/system/daemon.hpp"

#include <Poco/Util/ServerApplication.h>

#include <csignal>
#include <exception>
#include <thread>

namespace quittance::system {
namespace {

/// The signals that end the service, for its main thread alone: a worker that took one would die.
class EndingSignalsBlocked {
public:
    EndingSignalsBlocked() {
        sigset_t ending;
        sigemptyset(&ending);
        for (const int signal : {SIGTERM, SIGINT, SIGQUIT}) {
            sigaddset(&ending, signal);
        }
        pthread_sigmask(SIG_BLOCK, &ending, &before_);
    }
    ~EndingSignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    EndingSignalsBlocked(const EndingSignalsBlocked&) = delete;
    EndingSignalsBlocked& operator=(const EndingSignalsBlocked&) = delete;

private:
    sigset_t before_{};
};

class Service final : public Poco::Util::ServerApplication {
public:
    explicit Service(const std::function<void(std::stop_token)>& work) : work_(work) {
        setUnixOptions(false);  // our own command line has been read already
    }

    std::exception_ptr failure;

protected:
    int main(const std::vector<std::string>& /*arguments*/) override {
        const EndingSignalsBlocked blocked;
        std::jthread worker([this](const std::stop_token& stop) {
            try {
                work_(stop);
            } catch (...) {
                failure = std::current_exception();
                terminate();
            }
        });
        waitForTerminationRequest();
        worker.request_stop();
        worker.join();
        return EXIT_OK;
    }

private:
    const std::function<void(std::stop_token)>& work_;
};

}  // namespace

void serve_until_told(const std::function<void(std::stop_token)>& work) {
    Service service(work);
    service.run(std::vector<std::string>{"quittance"});
    if (service.failure) {
        std::rethrow_exception(service.failure);
    }
}

}  // namespace quittance::system
