#include "readers/process/frame_bytes.hpp"

namespace quittance {

using namespace frame;

namespace {

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

Profile taken_profile(Taker& taker) {
    Profile taken;
    for (const auto& [name, field] : profile_texts) {
        taken.*field = taker.text();
    }
    for (const auto& [name, field] : profile_flags) {
        taken.*field = taker.number<char>() != 0;
    }
    for (const auto& [group, fields] : profile_groups) {
        for (const auto& [name, field] : profile_columns) {
            taken.*fields.*field = taker.text();
        }
    }
    taken.header_row = taker.number<std::int32_t>();
    return taken;
}

}  // namespace

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
    put(frames, static_cast<std::uint32_t>(look.columns.size()));
    for (const auto& column : look.columns) {
        put_text(frames, column);
    }
}

FileLook read_look(std::string_view body) {
    Taker taker(body);
    FileLook look;
    look.format = taker.text();
    look.profile = taken_profile(taker);
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
    for (std::size_t left = taker.count(); left > 0; --left) {
        look.columns.emplace_back(taker.text());
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
    put(body, order.copy_bytes);
    put(body, static_cast<std::uint32_t>(order.card_numbers.size()));
    for (const auto& number : order.card_numbers) {
        put_text(body, number);
    }
    return body;
}

ReadingOrder read_order(std::string_view body) {
    Taker taker(body);
    ReadingOrder order;
    order.wish = static_cast<ReadingOrder::Wish>(taker.number<char>());
    order.profile = taken_profile(taker);
    order.file_name = taker.text();
    order.with_raw = taker.number<char>() != 0;
    order.cpu_seconds = taker.number<std::int32_t>();
    order.memory_bytes = taker.number<std::int64_t>();
    order.copy_bytes = taker.number<std::int64_t>();
    for (std::size_t left = taker.count(); left > 0; --left) {
        order.card_numbers.emplace_back(taker.text());
    }
    taker.end();
    return order;
}

}  // namespace quittance
