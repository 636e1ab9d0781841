#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace quittance {

/// Slices of at most `size` elements, in order.
template <typename Element>
[[nodiscard]] std::vector<std::vector<Element>> sliced(const std::vector<Element>& all,
                                                       std::size_t size) {
    std::vector<std::vector<Element>> slices;
    for (std::size_t at = 0; at < all.size(); at += size) {
        const auto first = all.begin() + static_cast<std::ptrdiff_t>(at);
        const auto last =
            all.begin() + static_cast<std::ptrdiff_t>(std::min(at + size, all.size()));
        slices.emplace_back(first, last);
    }
    return slices;
}

/// Does `work(item)` for every item, on up to `threads` threads, in the order of the items as
/// threads come free. After the first exception no new item is begun; it is thrown here once
/// those under way have ended.
template <typename Item, typename Work>
void for_each_in_parallel(const std::vector<Item>& items, int threads, Work work) {
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    std::exception_ptr first_failure;
    const auto run = [&] {
        for (std::size_t i = next++; i < items.size(); i = next++) {
            try {
                work(items[i]);
            } catch (...) {
                const std::lock_guard lock(mutex);
                if (!first_failure) {
                    first_failure = std::current_exception();
                }
                next = items.size();
            }
        }
    };
    {
        const auto wanted = std::min(items.size(), static_cast<std::size_t>(std::max(threads, 1)));
        std::vector<std::jthread> workers;
        for (std::size_t i = 1; i < wanted; ++i) {
            workers.emplace_back(run);
        }
        run();
    }
    if (first_failure) {
        std::rethrow_exception(first_failure);
    }
}

}  // namespace quittance
