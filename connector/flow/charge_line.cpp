#include "flow/charge_line.hpp"

#include <algorithm>
#include <thread>
#include <utility>

namespace quittance {

ChargeLine::ChargeLine(Work work, Sizes sizes) : work_(std::move(work)), sizes_(sizes) {}

ChargeLine::Keys ChargeLine::taken(std::deque<std::string>& from, std::size_t most) {
    const auto end = from.begin() + static_cast<std::ptrdiff_t>(std::min(most, from.size()));
    Keys some(std::make_move_iterator(from.begin()), std::make_move_iterator(end));
    from.erase(from.begin(), end);
    return some;
}

/// A full batch, or the rest once nothing more can come; one at a time.
bool ChargeLine::may_book() const {
    const bool no_more = to_charge_.empty() && charging_ == 0;
    return booking_ == 0 && !to_book_.empty() &&
           (no_more || to_book_.size() >= sizes_.keys_per_booking);
}

/// Waits for something to do. Kind::none: there is nothing left, or something failed.
ChargeLine::Task ChargeLine::next() {
    std::unique_lock lock(mutex_);
    for (;;) {
        if (failure_) {
            return {};
        }
        if (may_book()) {
            ++booking_;
            return {Kind::book, taken(to_book_, sizes_.keys_per_booking)};
        }
        if (!to_charge_.empty()) {
            ++charging_;
            return {Kind::charge, taken(to_charge_, sizes_.keys_per_charge)};
        }
        if (charging_ == 0 && to_book_.empty()) {
            return {};
        }
        changed_.wait(lock);
    }
}

void ChargeLine::done(const Task& task, const Keys& charged) {
    {
        const std::lock_guard lock(mutex_);
        --(task.kind == Kind::charge ? charging_ : booking_);
        to_book_.insert(to_book_.end(), charged.begin(), charged.end());
    }
    changed_.notify_all();
}

void ChargeLine::perform(const Task& task) {
    Keys charged;
    try {
        if (task.kind == Kind::charge) {
            charged = work_.charge(task.keys);
        } else {
            work_.book(task.keys);
        }
    } catch (...) {
        const std::lock_guard lock(mutex_);
        if (!failure_) {
            failure_ = std::current_exception();
        }
    }
    done(task, charged);
}

void ChargeLine::work_until_empty() {
    for (Task task = next(); task.kind != Kind::none; task = next()) {
        perform(task);
    }
}

void ChargeLine::run(const Keys& to_charge, const Keys& to_book) {
    to_charge_.assign(to_charge.begin(), to_charge.end());
    to_book_.assign(to_book.begin(), to_book.end());
    {
        std::vector<std::jthread> helpers;
        for (int i = 1; i < sizes_.threads; ++i) {
            helpers.emplace_back([this] { work_until_empty(); });
        }
        work_until_empty();
    }
    if (failure_) {
        std::rethrow_exception(failure_);
    }
}

}  // namespace quittance
