#include "readers/open_services.hpp"

#include "readers/content_kind.hpp"
#include "readers/json/json_records.hpp"
#include "readers/services/service_reader.hpp"
#include "readers/text/fixed_width.hpp"
#include "readers/text/sections.hpp"
#include "readers/workbook/workbook.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace quittance {
namespace {

[[noreturn]] void fail(const char* code, std::string message) {
    throw UnreadableFile({code, std::move(message), 0, ""});
}

/// An open file, its text, and the rows that are cut from it.
class OwnedText final : public RecordSource {
public:
    OwnedText(int descriptor, const Profile& profile)
        : input_(descriptor), descriptor_(descriptor), text_(opened(input_, profile)) {}
    ~OwnedText() override { ::close(descriptor_); }
    OwnedText(const OwnedText&) = delete;
    OwnedText& operator=(const OwnedText&) = delete;

    bool next(Record& record) override { return records->next(record); }
    [[nodiscard]] std::vector<Issue> warnings() const override { return records->warnings(); }
    [[nodiscard]] TextStream& text() { return *text_; }

    std::unique_ptr<RecordSource> records;

private:
    static std::unique_ptr<TextStream> opened(ByteInput& input, const Profile& profile) {
        try {
            return std::make_unique<TextStream>(input, profile.charset);
        } catch (const std::invalid_argument& error) {
            fail("profile", std::string("The profile cannot be used: ") + error.what() + ".");
        }
    }

    DescriptorInput input_;
    int descriptor_;
    std::unique_ptr<TextStream> text_;
};

constexpr std::size_t delimiter_bytes_max = 32;

char mark(const std::string& text, const char* what) {
    if (text.size() > 1 || text == "\n" || text == "\r") {
        fail("profile", std::string("The profile's ") + what + " must be one character.");
    }
    return text.empty() ? Dialect::none : text.front();
}

Dialect dialect_of(const Profile& profile) {
    const char quote = mark(profile.quote, "quote");
    char escape = mark(profile.escape, "escape");
    if (escape == quote) {
        escape = Dialect::none;  // said so, a quote is written twice: that is always read
    }
    const std::string marks = {quote, escape, '\n', '\r', '\0'};
    const std::string& delimiter = profile.delimiter;
    if (delimiter.empty() || delimiter.size() > delimiter_bytes_max ||
        delimiter.find_first_of(marks) != std::string::npos) {
        fail("profile",
             "The profile's delimiter must be one to eight characters, without a quote, its escape "
             "or a line break.");
    }
    return {delimiter.front(), quote, escape, delimiter.substr(1)};
}

/// The profile's columns that have a name, in their order.
std::vector<std::string> named(const Profile& profile) {
    const ColumnPlaces places(profile);
    std::vector<std::string> names;
    for (const auto& name : places.wanted()) {
        if (!name.empty()) {
            names.push_back(name);
        }
    }
    return names;
}

std::vector<FieldPosition> positions_of(const Profile& profile) {
    std::vector<FieldPosition> positions;
    for (const auto& name : named(profile)) {
        const auto position = field_position(name);
        if (!position) {
            fail("profile",
                 "In a file of fixed width a column is its first and last position, as "
                 "12-20, not '" +
                     name + "'.");
        }
        positions.push_back(*position);
    }
    return positions;
}

/// Rows of a text, the title lines above left out where the layout has no header to find.
class WithoutTitles final : public RecordSource {
public:
    WithoutTitles(std::unique_ptr<RecordSource> records, int last_title)
        : records_(std::move(records)), last_title_(last_title) {}

    bool next(Record& record) override {
        while (records_->next(record)) {
            if (record.row > last_title_) {
                return true;
            }
        }
        return false;
    }
    [[nodiscard]] std::vector<Issue> warnings() const override { return records_->warnings(); }

private:
    std::unique_ptr<RecordSource> records_;
    int last_title_;
};

struct Opened {
    std::unique_ptr<RecordSource> records;
    Layout layout = Layout::header;
};

int open_file(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        throw std::system_error(errno, std::generic_category(), path);
    }
    return descriptor;
}

ContentKind kind_of(int descriptor) {
    std::array<char, 4096> first{};
    const ssize_t count = ::pread(descriptor, first.data(), first.size(), 0);
    if (count == 0) {
        fail("file_empty", "The file is empty.");
    }
    return content_kind({first.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0))});
}

Opened open_text(std::unique_ptr<OwnedText> text, const Profile& profile) {
    Opened opened;
    if (profile.format == "fixed") {
        text->records = std::make_unique<WithoutTitles>(
            std::make_unique<FixedWidthRecords>(text->text(), positions_of(profile)),
            profile.header_row);
        opened.layout = Layout::in_order;
    } else if (profile.format == "csv" || profile.format == "sections") {
        text->records = std::make_unique<DelimitedRecords>(text->text(), dialect_of(profile));
        if (profile.format == "sections") {
            if (profile.section.empty()) {
                fail("profile", "The profile says that the file has sections, but not which one.");
            }
            text->records =
                std::make_unique<SectionRecords>(std::move(text->records), profile.section);
            opened.layout = Layout::first_is_header;
        }
    } else {
        fail("file_kind", "The file is a text, but the profile expects " +
                              std::string(profile.format == "json" ? "JSON" : "a workbook") +
                              ". Choose another profile, or change its format.");
    }
    opened.records = std::move(text);
    return opened;
}

/// A profile that says of no column what it means makes services of anything.
void check_columns(const Profile& profile) {
    const bool any =
        std::any_of(profile_columns.begin(), profile_columns.end(),
                    [&](const auto& one) { return !(profile.columns.*one.field).empty(); });
    if (!any) {
        fail("profile", "The profile cannot be used: it does not say which columns are read.");
    }
}

Opened open_as(const std::string& path, const Profile& profile, bool with_keys) {
    const int descriptor = open_file(path);
    auto text = std::make_unique<OwnedText>(descriptor, profile);
    switch (kind_of(descriptor)) {
        case ContentKind::zip:
        case ContentKind::compound:
            return {open_workbook(path, profile.sheet), Layout::header};
        case ContentKind::json: {
            text->records = std::make_unique<JsonRecords>(
                text->text(), profile.records_path,
                with_keys ? named(profile) : std::vector<std::string>(), profile.columns.comment);
            return {std::move(text), with_keys ? Layout::in_order : Layout::first_is_header};
        }
        case ContentKind::text:
            break;
    }
    return open_text(std::move(text), profile);
}

}  // namespace

std::unique_ptr<ServiceRows> open_services(const std::string& path, const Profile& profile,
                                           bool with_raw) {
    check_columns(profile);
    Opened opened = open_as(path, profile, true);
    return std::make_unique<ServiceReader>(std::move(opened.records), profile, opened.layout,
                                           with_raw);
}

std::unique_ptr<RecordSource> open_records(const std::string& path, const Profile& profile) {
    return open_as(path, profile, false).records;
}

}  // namespace quittance
