#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace quittance {

/// Charging and booking side by side: what has been charged is booked while others wait for their
/// provider. One booking at a time (Odoo's numbering makes a second one wait for the first) while
/// there is something to charge.
class ChargeLine {
public:
    using Keys = std::vector<std::string>;

    struct Work {
        /// Charges these and answers those of them that are to be booked now.
        std::function<Keys(const Keys&)> charge;
        std::function<void(const Keys&)> book;
    };

    struct Sizes {
        std::size_t keys_per_charge = 4;
        std::size_t keys_per_booking = 50;
        int threads = 1;
    };

    ChargeLine(Work work, Sizes sizes);

    /// Charges all of `to_charge` and books what comes of it, and all of `to_book`. After the first
    /// exception nothing new is begun; it is thrown here once what was under way has ended.
    void run(const Keys& to_charge, const Keys& to_book);

private:
    enum class Kind { none, charge, book };
    struct Task {
        Kind kind = Kind::none;
        Keys keys;
    };

    Task next();
    void done(const Task& task, const Keys& charged);
    void work_until_empty();
    void perform(const Task& task);
    [[nodiscard]] bool may_book() const;
    static Keys taken(std::deque<std::string>& from, std::size_t most);

    Work work_;
    Sizes sizes_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::string> to_charge_;
    std::deque<std::string> to_book_;
    int charging_ = 0;
    int booking_ = 0;
    std::exception_ptr failure_;
};

}  // namespace quittance
