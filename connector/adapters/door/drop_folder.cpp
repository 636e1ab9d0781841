#include "adapters/door/drop_folder.hpp"

#include "adapters/door/durable_file.hpp"
#include "support/port_error.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string_view>

namespace quittance::door {
namespace {

constexpr std::size_t files_a_look = 200;
// Of 255 that a file system takes: room for the label, `.masked_` and `.txt`.
constexpr std::size_t name_bytes_max = 180;
constexpr std::size_t second_digits = 16;  // of `20261101T020000Z`
constexpr std::size_t fraction_digits = 9;
constexpr std::array<std::string_view, 4> unfinished = {".part", ".filepart", ".tmp",
                                                        ".crdownload"};

struct stat facts_of(const std::string& path) {
    struct stat facts {};
    if (::lstat(path.c_str(), &facts) != 0) {
        facts.st_mode = 0;  // it has gone meanwhile
    }
    return facts;
}

std::vector<std::string> names_in(const std::string& folder) {
    const std::unique_ptr<DIR, int (*)(DIR*)> entries(::opendir(folder.c_str()), ::closedir);
    if (!entries) {
        throw PortError(Advice::fix_configuration,
                        "The folder " + folder + " cannot be read: " + std::strerror(errno));
    }
    std::vector<std::string> names;
    while (const dirent* const entry = ::readdir(entries.get())) {
        if (const std::string name = entry->d_name; name != "." && name != "..") {
            names.push_back(name);
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

bool is_file(const struct stat& facts) {
    return S_ISREG(facts.st_mode) && facts.st_nlink == 1;
}

/// Where the next whole character of UTF-8 begins, at `at` or after it.
std::size_t begin_of_character(std::string_view text, std::size_t at) {
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) {
        ++at;
    }
    return at;
}

bool comes_later(const std::string& name) {
    return name.front() == '.' || std::any_of(unfinished.begin(), unfinished.end(),
                                              [&](auto end) { return name.ends_with(end); });
}

/// Ours alone to write in, else a supplier could put links into it.
void make_own_folder(const std::string& folder) {
    make_private_folder(folder);
    const struct stat facts = facts_of(folder);
    if (!S_ISDIR(facts.st_mode) || facts.st_uid != ::geteuid() ||
        (facts.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        throw PortError(Advice::fix_configuration,
                        folder +
                            " must be a folder of the connector's user in which nobody else "
                            "may write; run: chmod go-w " +
                            folder);
    }
}

/// `20261101T020000Z-123456789`: when the file's bytes or name were last changed, which no writer
/// can put back, to the nanosecond: files are read in the order in which they came.
std::string stamp_of(const struct stat& facts) {
    std::tm utc{};
    ::gmtime_r(&facts.st_ctim.tv_sec, &utc);
    std::array<char, 32> text{};
    const std::string second(text.data(),
                             std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &utc));
    const std::string rest = std::to_string(facts.st_ctim.tv_nsec);
    return second + '-' + std::string(fraction_digits - rest.size(), '0') + rest;
}

/// `.123456` of `STAMP-123456789-…`; "" of a name that says no more than the second.
std::string fraction_of(const std::string& name) {
    const std::string rest = name.substr(std::min(name.size(), second_digits + 1));
    return rest.find_first_not_of("0123456789") == fraction_digits && rest[fraction_digits] == '-'
               ? '.' + rest.substr(0, 6)
               : "";
}

/// `STAMP-LABEL_NAME`, as files are called once they were taken.
DroppedFile taken_file(const std::string& supplier, const std::string& folder,
                       const std::string& name) {
    DroppedFile file{supplier, name.substr(name.find('_') + 1), folder + '/' + name, ""};
    if (const std::string stamp = name.substr(0, name.find_first_of("-_"));
        stamp.size() == second_digits) {
        file.arrived = stamp.substr(0, 4) + '-' + stamp.substr(4, 2) + '-' + stamp.substr(6, 5) +
                       ':' + stamp.substr(11, 2) + ':' + stamp.substr(13, 2) + fraction_of(name) +
                       'Z';
    }
    return file;
}

/// Moves without ever writing over a file. @return errno, 0: moved.
int moved(const std::string& from, const std::string& to) {
    return ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0 ? 0
                                                                                            : errno;
}

void copy_durably(const std::string& from, const std::string& to) {
    std::ifstream bytes(from, std::ios::binary);
    std::array<char, 64 * 1024> piece{};
    DurableFile copy(to);
    do {
        bytes.read(piece.data(), piece.size());
        copy.write({piece.data(), static_cast<std::size_t>(bytes.gcount())});
    } while (bytes);
    if (!bytes.eof()) {
        throw PortError(Advice::fix_configuration, from + " cannot be read.");
    }
    copy.commit();
}

}  // namespace

DropFolder::DropFolder(std::string root, std::chrono::seconds settle, Moment moment, Label label,
                       OpenWriters::Before before)
    : root_(std::move(root)),
      settle_(settle),
      moment_(std::move(moment)),
      label_(std::move(label)),
      writers_(std::move(before)) {
    if (!S_ISDIR(facts_of(root_).st_mode)) {
        throw PortError(Advice::fix_configuration, "[drop] root: " + root_ + " is no folder");
    }
}

std::vector<std::string> DropFolder::suppliers() const {
    std::vector<std::string> codes;
    for (const std::string& name : names_in(root_)) {
        if (name.front() != '.' && S_ISDIR(facts_of(root_ + '/' + name).st_mode)) {
            codes.push_back(name);
        }
    }
    return codes;
}

std::string DropFolder::inbox(const std::string& supplier) const {
    const std::string folder = root_ + '/' + supplier;
    return S_ISDIR(facts_of(folder + "/in").st_mode) ? folder + "/in" : folder;
}

std::chrono::steady_clock::duration DropFolder::settled_for(const std::string& path,
                                                            std::int64_t size,
                                                            std::int64_t changed_ns) {
    const auto now = moment_();
    const auto [seen, is_new] = seen_.try_emplace(path, Seen{size, changed_ns, now});
    if (seen->second.size != size || seen->second.changed_ns != changed_ns) {
        seen->second = {size, changed_ns, now};
    }
    return now - seen->second.since;
}

bool DropFolder::is_whole(const std::string& path, std::int64_t size, std::int64_t changed_ns) {
    const auto settled = settled_for(path, size, changed_ns);
    if (settled < settle_) {
        return false;
    }
    const Writer writer = writers_.writer_of(path);
    return writer == Writer::none || (writer == Writer::unknown && settled >= unknown_settle);
}

/// Another name each time. A long one loses its beginning: its end says what kind of file it is.
std::string DropFolder::taken_path(const std::string& supplier, const std::string& stamp,
                                   const std::string& name) const {
    const std::size_t begin = name.size() > name_bytes_max ? name.size() - name_bytes_max : 0;
    return root_ + '/' + supplier + "/.taken/" + stamp + '-' + label_() + '_' +
           name.substr(begin_of_character(name, begin));
}

Taken DropFolder::take(const std::string& supplier) {
    const std::string taken = root_ + '/' + supplier + "/.taken";
    make_own_folder(taken);
    const std::string from = inbox(supplier);
    writers_.look_at(from);
    writers_.catch_up();
    Taken found;
    for (const std::string& name : names_in(from)) {
        const std::string path = from + '/' + name;
        const struct stat facts = facts_of(path);
        if (comes_later(name) || !is_file(facts)) {
            continue;
        }
        const std::int64_t changed = facts.st_mtim.tv_sec * 1'000'000'000LL + facts.st_mtim.tv_nsec;
        if (!is_whole(path, facts.st_size, changed)) {
            continue;
        }
        if (const int error = moved(path, taken_path(supplier, stamp_of(facts), name));
            error == 0) {
            seen_.erase(path);
        } else {
            found.problems.push_back(path + " cannot be taken: " + std::strerror(error));
        }
    }
    std::erase_if(seen_, [](const auto& one) { return facts_of(one.first).st_mode == 0; });
    for (const std::string& name : names_in(taken)) {
        const std::string path = taken + '/' + name;
        if (is_file(facts_of(path)) && found.files.size() < files_a_look) {
            found.files.push_back(taken_file(supplier, taken, name));
        }
    }
    return found;
}

void DropFolder::put_away(const DroppedFile& file, const std::string& folder,
                          const std::string& note, const std::string& masked_copy) {
    const std::string own_name = std::filesystem::path(file.path).filename().string();
    const std::string from = masked_copy.empty() ? file.path : folder + "/.masked_" + own_name;
    if (!masked_copy.empty()) {
        copy_durably(masked_copy, from);
    }
    std::string to = folder + '/' + file.name;
    int error = moved(from, to);
    if (error == EEXIST) {
        to = folder + '/' + own_name;
        error = moved(from, to);
    }
    // The file itself goes last: until then it is read again, and known.
    if (error == 0 && from != file.path) {
        error = ::unlink(file.path.c_str()) == 0 ? 0 : errno;
    }
    if (error != 0) {
        throw PortError(Advice::fix_configuration,
                        from + " cannot be moved to " + folder + ": " + std::strerror(error));
    }
    sync_folder(folder);
    if (!note.empty()) {
        DurableFile text(to + ".txt");
        text.write(note + '\n');
        text.commit();
    }
}

void DropFolder::archive(const DroppedFile& file, const std::string& month, const std::string& note,
                         const std::string& masked_copy) const {
    const std::string folder = root_ + '/' + file.supplier + "/archive";
    make_own_folder(folder);
    make_own_folder(folder + '/' + month);
    put_away(file, folder + '/' + month, note, masked_copy);
}

void DropFolder::refuse(const DroppedFile& file, const std::string& why,
                        const std::string& masked_copy) const {
    const std::string folder = root_ + '/' + file.supplier + "/refused";
    make_own_folder(folder);
    put_away(file, folder, why, masked_copy);
}

void DropFolder::discard(const DroppedFile& file, const std::string& why) const {
    const std::string folder = root_ + '/' + file.supplier + "/refused";
    make_own_folder(folder);
    std::string note = folder + '/' + file.name + ".txt";
    if (facts_of(note).st_mode != 0) {
        note = folder + '/' + std::filesystem::path(file.path).filename().string() + ".txt";
    }
    DurableFile text(note);
    text.write(why + '\n');
    text.commit();
    if (::unlink(file.path.c_str()) != 0) {
        throw PortError(Advice::fix_configuration,
                        file.path + " cannot be removed: " + std::strerror(errno));
    }
    sync_folder(std::filesystem::path(file.path).parent_path().string());
}

}  // namespace quittance::door
