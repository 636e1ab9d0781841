#include "app/serve/kept_greeting.hpp"

namespace quittance {
namespace {

constexpr std::chrono::seconds good_for{30};

}  // namespace

void KeptGreeting::with(const Parts& parts, const std::function<void(const Admission&)>& work) {
    if (!admission_ || Monotonic::now() - since_ > good_for) {
        admission_.reset();
        admission_ = greeted(parts);
        since_ = Monotonic::now();
    }
    try {
        work(*admission_);
    } catch (...) {
        admission_.reset();
        throw;
    }
}

}  // namespace quittance
