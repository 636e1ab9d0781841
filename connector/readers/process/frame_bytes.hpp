#pragma once

#include "readers/process/row_frame.hpp"

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

/// What the messages of the reading process are put together from, and taken apart with.
namespace quittance::frame {

template <typename Number>
void put(std::string& to, Number number) {
    static_assert(std::is_arithmetic_v<Number>);
    char bytes[sizeof number];
    std::memcpy(bytes, &number, sizeof number);
    to.append(bytes, sizeof number);
}

inline void put_text(std::string& to, std::string_view text) {
    put(to, static_cast<std::uint32_t>(text.size()));
    to.append(text);
}

inline void put_issue(std::string& to, const Issue& issue) {
    put_text(to, issue.code);
    put_text(to, issue.message);
    put(to, static_cast<std::int32_t>(issue.row));
    put_text(to, issue.column);
}

inline void put_issues(std::string& to, const std::vector<Issue>& issues) {
    put(to, static_cast<std::uint32_t>(issues.size()));
    for (const auto& issue : issues) {
        put_issue(to, issue);
    }
}

/// Begins a message; its length is written when it ends.
class Message {
public:
    Message(std::string& frames, FrameKind kind) : frames_(frames), begin_(frames.size()) {
        put(frames_, std::uint32_t{0});
        frames_.push_back(static_cast<char>(kind));
    }
    ~Message() {
        const auto size = static_cast<std::uint32_t>(frames_.size() - begin_);
        std::memcpy(frames_.data() + begin_, &size, sizeof size);
    }
    Message(const Message&) = delete;
    Message& operator=(const Message&) = delete;

private:
    std::string& frames_;
    std::size_t begin_;
};

/// Takes values from the front of a message. @throws FrameError where it ends too early.
class Taker {
public:
    explicit Taker(std::string_view body) : rest_(body) {}

    template <typename Number>
    Number number() {
        const auto bytes = piece(sizeof(Number));
        Number value{};
        std::memcpy(&value, bytes.data(), sizeof value);
        return value;
    }
    std::string_view text() { return piece(number<std::uint32_t>()); }
    Issue issue() {
        Issue issue;
        issue.code = text();
        issue.message = text();
        issue.row = number<std::int32_t>();
        issue.column = text();
        return issue;
    }
    /// How many things follow; each takes a byte at least.
    std::size_t count() {
        const auto number_of = number<std::uint32_t>();
        if (number_of > rest_.size()) {
            throw FrameError("a list is longer than its message");
        }
        return number_of;
    }
    std::vector<Issue> issues() {
        std::vector<Issue> taken;
        for (std::size_t left = count(); left > 0; --left) {
            taken.push_back(issue());
        }
        return taken;
    }
    /// Nothing may be left.
    void end() const {
        if (!rest_.empty()) {
            throw FrameError("a message is longer than what it holds");
        }
    }
    std::string_view piece(std::size_t size) {
        if (size > rest_.size()) {
            throw FrameError("a message is cut off");
        }
        const auto piece = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return piece;
    }

private:
    std::string_view rest_;
};

}  // namespace quittance::frame
