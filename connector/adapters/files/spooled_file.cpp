#include "adapters/files/spooled_file.hpp"

#include "support/port_error.hpp"
#include "support/sha256.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string_view>
#include <vector>

namespace quittance {
namespace {

constexpr std::size_t piece_size = 256 * 1024;

std::ifstream opened(const std::string& path) {
    struct stat facts {};
    if (::stat(path.c_str(), &facts) != 0) {
        throw PortError(Advice::fix_configuration, "The file " + path + " is not there.");
    }
    if (!S_ISREG(facts.st_mode)) {
        throw PortError(Advice::fix_configuration, path + " is not a file.");
    }
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        throw PortError(Advice::fix_configuration, "This user may not read " + path + ".");
    }
    return file;
}

SpooledBytes each_piece(const std::string& path,
                        const std::function<void(std::string_view, std::int64_t)>& use) {
    std::ifstream file = opened(path);
    std::vector<char> piece(piece_size);
    Sha256Stream sha256;
    SpooledBytes bytes;
    while (file) {
        file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        const std::string_view read(piece.data(), static_cast<std::size_t>(file.gcount()));
        bytes.size += file.gcount();
        sha256.add(read);
        use(read, bytes.size);
    }
    if (!file.eof()) {
        throw PortError(Advice::fix_configuration, path + " cannot be read.");
    }
    bytes.sha256 = sha256.hex();
    return bytes;
}

}  // namespace

SpooledFile::SpooledFile()
    : path_((std::filesystem::temp_directory_path() / "quittance-XXXXXX").string()) {
    const int descriptor = ::mkstemp(path_.data());
    if (descriptor < 0) {
        throw PortError(
            Advice::fix_configuration,
            "No file can be written in " + std::filesystem::temp_directory_path().string() + ".");
    }
    ::close(descriptor);
}

SpooledFile::~SpooledFile() {
    ::unlink(path_.c_str());
}

SpooledBytes copy_bytes(const std::string& from, const std::string& to, std::int64_t bytes_max) {
    std::ofstream copy(to, std::ios::binary | std::ios::trunc);
    const SpooledBytes bytes = each_piece(from, [&](std::string_view piece, std::int64_t so_far) {
        if (so_far > bytes_max) {
            throw PortError(Advice::fix_data, from + " is larger than " +
                                                  std::to_string(bytes_max) +
                                                  " bytes; no larger file is read ([import] "
                                                  "file_bytes_max).");
        }
        copy.write(piece.data(), static_cast<std::streamsize>(piece.size()));
    });
    copy.close();
    if (!copy) {
        throw PortError(Advice::retry_later, "There is no room for a copy of " + from + " in " +
                                                 std::filesystem::path(to).parent_path().string() +
                                                 ".");
    }
    return bytes;
}

SpooledBytes measured(const std::string& path) {
    return each_piece(path, [](std::string_view /*piece*/, std::int64_t /*so_far*/) {});
}

}  // namespace quittance
