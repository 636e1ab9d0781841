#include "readers/process/row_frame.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <type_traits>

namespace quittance {
namespace {

constexpr std::size_t frame_bytes_max = 8 * 1024 * 1024;
constexpr std::size_t header_size = sizeof(std::uint32_t) + 1;

enum Present : unsigned {
    has_quantity = 1,
    has_price = 2,
    has_amount = 4,
    has_date = 8,
    has_problem = 16
};

constexpr std::array row_texts = {&ReadRow::client_code, &ReadRow::service,  &ReadRow::ticket,
                                  &ReadRow::comment,     &ReadRow::tax_rate, &ReadRow::raw};

/// What every row has, in one piece: a large file is a million of them.
struct RowHead {
    std::uint64_t present = 0;
    std::int32_t row = 0;
    std::int32_t day = 0;
    std::int64_t quantity = 0;
    std::int64_t price = 0;
    std::int64_t amount = 0;
    std::array<std::uint32_t, row_texts.size()> text_sizes{};

    template <typename Value>
    [[nodiscard]] std::optional<Value> has(Present what, Value value) const {
        return (present & what) != 0 ? std::optional(value) : std::nullopt;
    }
};
static_assert(std::has_unique_object_representations_v<RowHead>, "no byte of it is a gap");

template <typename Number>
void put(std::string& to, Number number) {
    static_assert(std::is_arithmetic_v<Number>);
    char bytes[sizeof number];
    std::memcpy(bytes, &number, sizeof number);
    to.append(bytes, sizeof number);
}

void put_text(std::string& to, std::string_view text) {
    put(to, static_cast<std::uint32_t>(text.size()));
    to.append(text);
}

void put_issue(std::string& to, const Issue& issue) {
    put_text(to, issue.code);
    put_text(to, issue.message);
    put(to, static_cast<std::int32_t>(issue.row));
    put_text(to, issue.column);
}

void put_issues(std::string& to, const std::vector<Issue>& issues) {
    put(to, static_cast<std::uint32_t>(issues.size()));
    for (const auto& issue : issues) {
        put_issue(to, issue);
    }
}

void put_profile(std::string& to, const Profile& profile) {
    for (const auto& [name, field] : profile_texts) {
        put_text(to, profile.*field);
    }
    for (const auto& [name, field] : profile_flags) {
        to.push_back(profile.*field ? 1 : 0);
    }
    for (const auto& [group, fields] : profile_groups) {
        for (const auto& [name, field] : profile_columns) {
            put_text(to, profile.*fields.*field);
        }
    }
    put(to, static_cast<std::int32_t>(profile.header_row));
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

/// Takes values from the front of a message.
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
    Profile profile() {
        Profile taken;
        for (const auto& [name, field] : profile_texts) {
            taken.*field = text();
        }
        for (const auto& [name, field] : profile_flags) {
            taken.*field = number<char>() != 0;
        }
        for (const auto& [group, fields] : profile_groups) {
            for (const auto& [name, field] : profile_columns) {
                taken.*fields.*field = text();
            }
        }
        taken.header_row = number<std::int32_t>();
        return taken;
    }
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

}  // namespace

void append_row(std::string& frames, const ReadRow& row) {
    RowHead head;
    head.present = (row.quantity ? has_quantity : 0U) | (row.price ? has_price : 0U) |
                   (row.amount ? has_amount : 0U) | (row.date ? has_date : 0U) |
                   (row.problem ? has_problem : 0U);
    head.row = row.row;
    head.quantity = row.quantity ? row.quantity->units() : 0;
    head.price = row.price ? row.price->units() : 0;
    head.amount = row.amount ? row.amount->minor() : 0;
    if (row.date) {
        head.day =
            static_cast<std::int32_t>(std::chrono::sys_days(*row.date).time_since_epoch().count());
    }
    std::size_t size = sizeof head;
    for (std::size_t i = 0; i < row_texts.size(); ++i) {
        head.text_sizes[i] = static_cast<std::uint32_t>((row.*row_texts[i]).size());
        size += head.text_sizes[i];
    }
    const Message message(frames, FrameKind::row);
    const std::size_t begin = frames.size();
    frames.resize(begin + size);
    char* to = frames.data() + begin;
    std::memcpy(to, &head, sizeof head);
    to += sizeof head;
    for (const auto text : row_texts) {
        to = std::copy((row.*text).begin(), (row.*text).end(), to);
    }
    if (row.problem) {
        put_issue(frames, *row.problem);
    }
}

void append_facts(std::string& frames, const FileFacts& facts) {
    const Message message(frames, FrameKind::facts);
    put(frames, static_cast<std::uint32_t>(facts.headers.size()));
    for (const auto& header : facts.headers) {
        put_text(frames, header);
    }
    put(frames, static_cast<std::uint32_t>(facts.totals.size()));
    for (const auto& total : facts.totals) {
        put(frames, static_cast<std::int32_t>(total.row));
        put_text(frames, total.label);
        put_text(frames, total.stated);
        put(frames, total.computed.minor());
    }
    put_issues(frames, facts.warnings);
    put(frames, static_cast<std::uint32_t>(facts.card_numbers.size()));
    for (const auto& number : facts.card_numbers) {
        put_text(frames, number);
    }
}

void append_unreadable(std::string& frames, const Issue& issue) {
    const Message message(frames, FrameKind::unreadable);
    put_issue(frames, issue);
}

Frame first_frame(std::string_view frames) {
    if (frames.size() < header_size) {
        return {};
    }
    std::uint32_t size = 0;
    std::memcpy(&size, frames.data(), sizeof size);
    if (size < header_size || size > frame_bytes_max) {
        throw FrameError("a message says an impossible length");
    }
    if (frames.size() < size) {
        return {};
    }
    return {static_cast<FrameKind>(frames[sizeof size]),
            frames.substr(header_size, size - header_size), size};
}

void read_row(std::string_view body, const std::string& currency, ReadRow& row) {
    Taker taker(body);
    const auto head = taker.number<RowHead>();
    const std::chrono::sys_days day{std::chrono::days(head.day)};
    row.row = head.row;
    row.quantity = head.has(has_quantity, Decimal::from_units(head.quantity));
    row.price = head.has(has_price, Decimal::from_units(head.price));
    row.amount.reset();
    if ((head.present & has_amount) != 0) {
        row.amount.emplace(head.amount, currency);
    }
    row.date = head.has(has_date, Date(day));
    for (std::size_t i = 0; i < row_texts.size(); ++i) {
        (row.*row_texts[i]).assign(taker.piece(head.text_sizes[i]));
    }
    row.problem.reset();
    if ((head.present & has_problem) != 0) {
        row.problem = taker.issue();
    }
    taker.end();
}

FileFacts read_facts(std::string_view body, const std::string& currency) {
    Taker taker(body);
    FileFacts facts;
    for (std::size_t left = taker.count(); left > 0; --left) {
        facts.headers.emplace_back(taker.text());
    }
    for (std::size_t left = taker.count(); left > 0; --left) {
        StatedTotal total;
        total.row = taker.number<std::int32_t>();
        total.label = taker.text();
        total.stated = taker.text();
        total.computed = Money(taker.number<std::int64_t>(), currency);
        facts.totals.push_back(std::move(total));
    }
    facts.warnings = taker.issues();
    for (std::size_t left = taker.count(); left > 0; --left) {
        facts.card_numbers.emplace_back(taker.text());
    }
    taker.end();
    return facts;
}

Issue read_issue(std::string_view body) {
    Taker taker(body);
    Issue issue = taker.issue();
    taker.end();
    return issue;
}

void append_look(std::string& frames, const FileLook& look) {
    const Message message(frames, FrameKind::look);
    put_text(frames, look.format);
    put_profile(frames, look.profile);
    frames.push_back(look.proposed ? 1 : 0);
    put_issues(frames, look.doubts);
    put(frames, static_cast<std::uint32_t>(look.sheets.size()));
    for (const auto& sheet : look.sheets) {
        put_text(frames, sheet.name);
        put(frames, static_cast<std::int32_t>(sheet.rows));
        frames.push_back(sheet.hidden ? 1 : 0);
    }
    put(frames, static_cast<std::uint32_t>(look.rows.size()));
    for (const auto& row : look.rows) {
        put(frames, static_cast<std::int32_t>(row.row));
        frames.push_back(row.hidden ? 1 : 0);
        put(frames, static_cast<std::uint32_t>(row.cells.size()));
        for (const auto& cell : row.cells) {
            put_text(frames, cell);
        }
    }
}

FileLook read_look(std::string_view body) {
    Taker taker(body);
    FileLook look;
    look.format = taker.text();
    look.profile = taker.profile();
    look.proposed = taker.number<char>() != 0;
    look.doubts = taker.issues();
    for (std::size_t left = taker.count(); left > 0; --left) {
        LookedSheet& sheet = look.sheets.emplace_back();
        sheet.name = taker.text();
        sheet.rows = taker.number<std::int32_t>();
        sheet.hidden = taker.number<char>() != 0;
    }
    for (std::size_t left = taker.count(); left > 0; --left) {
        RawRow& row = look.rows.emplace_back();
        row.row = taker.number<std::int32_t>();
        row.hidden = taker.number<char>() != 0;
        for (std::size_t cells = taker.count(); cells > 0; --cells) {
            row.cells.emplace_back(taker.text());
        }
    }
    taker.end();
    return look;
}

std::string to_frame(const ReadingOrder& order) {
    std::string body;
    body.push_back(static_cast<char>(order.wish));
    put_profile(body, order.profile);
    put_text(body, order.file_name);
    body.push_back(order.with_raw ? 1 : 0);
    put(body, static_cast<std::int32_t>(order.cpu_seconds));
    put(body, order.memory_bytes);
    return body;
}

ReadingOrder read_order(std::string_view body) {
    Taker taker(body);
    ReadingOrder order;
    order.wish = static_cast<ReadingOrder::Wish>(taker.number<char>());
    order.profile = taker.profile();
    order.file_name = taker.text();
    order.with_raw = taker.number<char>() != 0;
    order.cpu_seconds = taker.number<std::int32_t>();
    order.memory_bytes = taker.number<std::int64_t>();
    taker.end();
    return order;
}

}  // namespace quittance
