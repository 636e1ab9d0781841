#include "readers/process/frame_bytes.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <type_traits>

namespace quittance {

using namespace frame;

namespace {

constexpr std::size_t frame_bytes_max = 8 * 1024 * 1024;
constexpr std::size_t header_size = sizeof(std::uint32_t) + 1;

enum Present : unsigned {
    has_quantity = 1,
    has_price = 2,
    has_amount = 4,
    has_date = 8,
    has_problems = 16,
    has_readings = 32
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
void put_decimal(std::string& to, const std::optional<Decimal>& value) {
    put(to, static_cast<std::uint8_t>(value ? 1 : 0));
    put(to, value ? value->units() : std::int64_t{0});
}

std::optional<Decimal> take_decimal(Taker& taker) {
    const bool is_there = taker.number<std::uint8_t>() != 0;
    const auto value = Decimal::from_units(taker.number<std::int64_t>());
    return is_there ? std::optional(value) : std::nullopt;
}

Money amount_of(std::int64_t minor, const std::string& currency) {
    if (minor > amount_minor_max || minor < -amount_minor_max) {
        throw FrameError("an amount that no row can have");
    }
    return {minor, currency};
}

void put_readings(std::string& to, const std::vector<RowReading>& readings) {
    put(to, static_cast<std::uint32_t>(readings.size()));
    for (const auto& reading : readings) {
        put_text(to, reading.decimal_mark);
        put_text(to, reading.thousands_mark);
        put_decimal(to, reading.quantity);
        put_decimal(to, reading.price);
        put(to, reading.amount.minor());
    }
}

std::vector<RowReading> take_readings(Taker& taker, const std::string& currency) {
    std::vector<RowReading> readings;
    for (std::size_t left = taker.count(); left > 0; --left) {
        RowReading reading;
        reading.decimal_mark = taker.text();
        reading.thousands_mark = taker.text();
        reading.quantity = take_decimal(taker);
        reading.price = take_decimal(taker);
        reading.amount = amount_of(taker.number<std::int64_t>(), currency);
        readings.push_back(std::move(reading));
    }
    return readings;
}

static_assert(std::has_unique_object_representations_v<RowHead>, "no byte of it is a gap");

}  // namespace

void append_row(std::string& frames, const ReadRow& row) {
    RowHead head;
    head.present = (row.quantity ? has_quantity : 0U) | (row.price ? has_price : 0U) |
                   (row.amount ? has_amount : 0U) | (row.date ? has_date : 0U) |
                   (row.problems.empty() ? 0U : has_problems) |
                   (row.readings.empty() ? 0U : has_readings);
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
    if (!row.problems.empty()) {
        put_issues(frames, row.problems);
    }
    if (!row.readings.empty()) {
        put_readings(frames, row.readings);
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
        row.amount = amount_of(head.amount, currency);
    }
    row.date = head.has(has_date, Date(day));
    for (std::size_t i = 0; i < row_texts.size(); ++i) {
        (row.*row_texts[i]).assign(taker.piece(head.text_sizes[i]));
    }
    row.problems.clear();
    if ((head.present & has_problems) != 0) {
        row.problems = taker.issues();
    }
    row.readings.clear();
    if ((head.present & has_readings) != 0) {
        row.readings = take_readings(taker, currency);
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

}  // namespace quittance
