#include "readers/workbook/archive.hpp"

#include "readers/workbook/failure.hpp"
#include "readers/workbook/limits.hpp"

#include <zip.h>
#include <algorithm>
#include <fstream>
#include <vector>

namespace quittance::workbook {
namespace {

std::string key_of(std::string_view part) {
    if (part.starts_with('/')) {
        part.remove_prefix(1);
    }
    std::string key(part);
    for (char& c : key) {
        if (c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
        } else if (c == '\\') {
            c = '/';
        }
    }
    return key;
}

std::uint32_t little_endian(std::string_view bytes) {
    std::uint32_t value = 0;
    for (std::size_t at = bytes.size(); at > 0; --at) {
        value = value << 8 | static_cast<unsigned char>(bytes[at - 1]);
    }
    return value;
}

/// libzip takes memory for every part that an archive lists before it says how many they are: the
/// size of the list stands in the archive's last record.
void check_list_size(const std::string& path) {
    constexpr std::string_view last_record = "PK\x05\x06";
    constexpr std::streamoff record_bytes = 22, comment_bytes = 65'535;
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    const std::streamoff size =
        std::min<std::streamoff>(file.tellg(), record_bytes + comment_bytes);
    std::string end(static_cast<std::size_t>(std::max<std::streamoff>(size, 0)), '\0');
    file.seekg(-static_cast<std::streamoff>(end.size()), std::ios::end);
    file.read(end.data(), static_cast<std::streamsize>(end.size()));
    for (std::size_t at = end.find(last_record); at != end.npos;
         at = end.find(last_record, at + 1)) {
        const std::string_view list_bytes = std::string_view(end).substr(at).substr(0, 16);
        if (list_bytes.size() == 16 && little_endian(list_bytes.substr(12)) > list_bytes_max) {
            too_large("the list of its parts is longer than that of 10,000");
        }
    }
}

zip_t* opened(const std::string& path) {
    check_list_size(path);
    int code = 0;
    zip_t* const archive = zip_open(path.c_str(), ZIP_RDONLY, &code);
    if (archive == nullptr) {
        zip_error_t error;
        zip_error_init_with_code(&error, code);
        const std::string reason = zip_error_strerror(&error);
        zip_error_fini(&error);
        broken("it is no whole zip archive (" + reason + "), as after an upload that broke off");
    }
    return archive;
}

}  // namespace

void Archive::Discard::operator()(zip* archive) const {
    zip_discard(archive);
}

void PartStream::Close::operator()(zip_file* file) const {
    zip_fclose(file);
}

Archive::Archive(const std::string& path) : zip_(opened(path)) {
    const zip_int64_t count = zip_get_num_entries(zip_.get(), 0);
    if (count > static_cast<zip_int64_t>(parts_max)) {
        too_large("it has more than 10,000 parts");
    }
    for (zip_uint64_t index = 0; index < static_cast<zip_uint64_t>(count); ++index) {
        const char* const name = zip_get_name(zip_.get(), index, 0);
        if (name == nullptr) {
            broken("the list of its parts cannot be read");
        }
        const std::string key = key_of(name);
        if (!key.ends_with('/') && !parts_.emplace(key, index).second) {
            broken("it holds the part " + key + " twice");
        }
    }
}

bool Archive::has(std::string_view part) const {
    return parts_.contains(key_of(part));
}

std::uint64_t Archive::size_of(std::string_view part) const {
    const auto found = parts_.find(key_of(part));
    zip_stat_t status;
    zip_stat_init(&status);
    const bool known = found != parts_.end() &&
                       zip_stat_index(zip_.get(), found->second, 0, &status) == 0 &&
                       (status.valid & ZIP_STAT_SIZE) != 0;
    return known ? status.size : 0;
}

PartStream Archive::open(std::string_view part) {
    const auto found = parts_.find(key_of(part));
    if (found == parts_.end()) {
        broken("its part " + std::string(part) + " is missing");
    }
    return {*this, found->second, std::string(part)};
}

std::string Archive::text_of(std::string_view part, std::size_t size_max) {
    PartStream stream = open(part);
    std::string text;
    char buffer[4096];
    while (const std::size_t size = stream.read(buffer, sizeof buffer)) {
        text.append(buffer, size);
        if (text.size() > size_max) {
            too_large("its part " + stream.name() + " is larger than any can be");
        }
    }
    return text;
}

PartStream::PartStream(Archive& archive, std::uint64_t index, std::string name)
    : archive_(&archive), name_(std::move(name)) {
    zip_stat_t status;
    zip_stat_init(&status);
    if (zip_stat_index(archive.zip_.get(), index, 0, &status) == 0) {
        if ((status.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 &&
            status.encryption_method != ZIP_EM_NONE) {
            encrypted("The workbook is packed with a password");
        }
        packed_ = (status.valid & ZIP_STAT_COMP_SIZE) != 0 ? status.comp_size : 0;
    }
    file_.reset(zip_fopen_index(archive.zip_.get(), index, 0));
    if (!file_) {
        broken("its part " + name_ + " cannot be unpacked");
    }
}

std::size_t PartStream::read(char* into, std::size_t size) {
    const zip_int64_t got = zip_fread(file_.get(), into, size);
    if (got < 0) {
        const bool checksum = zip_error_code_zip(zip_file_get_error(file_.get())) == ZIP_ER_CRC;
        broken("its part " + name_ +
               (checksum ? " has a wrong checksum" : " cannot be unpacked to its end"));
    }
    const auto bytes = static_cast<std::uint64_t>(got);
    inflated_ += bytes;
    archive_->inflated_ += bytes;
    if (inflated_ > part_max || archive_->inflated_ > inflated_max) {
        too_large("it unpacks to more than 512 MiB");
    }
    if (inflated_ > ratio_free && inflated_ / ratio_max > packed_) {
        too_large("its part " + name_ + " unpacks to more than 200 times its size");
    }
    return static_cast<std::size_t>(bytes);
}

std::string resolved(std::string_view base, std::string_view target) {
    std::vector<std::string> folders;
    const auto walk = [&](std::string_view path, bool last_is_file) {
        while (!path.empty()) {
            const std::size_t slash = path.find_first_of("/\\");
            const std::string_view step = path.substr(0, slash);
            const bool last = slash == std::string_view::npos;
            if (step == "..") {
                if (folders.empty()) {
                    broken("a link leads out of it (" + std::string(target) + ")");
                }
                folders.pop_back();
            } else if (!step.empty() && step != "." && !(last && last_is_file)) {
                folders.emplace_back(step);
            }
            path.remove_prefix(last ? path.size() : slash + 1);
        }
    };
    if (!target.starts_with('/')) {
        walk(base, true);
    }
    walk(target, false);
    std::string path;
    for (const std::string& folder : folders) {
        path += (path.empty() ? "" : "/") + folder;
    }
    return path;
}

}  // namespace quittance::workbook
