#include "adapters/door/durable_file.hpp"

#include "support/port_error.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace quittance::door {

DurableFile::DurableFile(std::string path) : path_(std::move(path)), part_(path_ + ".part") {
    descriptor_ = ::open(part_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
                         S_IRUSR | S_IWUSR);
    if (descriptor_ < 0) {
        fail();
    }
}

DurableFile::~DurableFile() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
    if (!committed_) {
        ::unlink(part_.c_str());
    }
}

void DurableFile::fail() const {
    throw PortError(Advice::retry_later,
                    part_ + " cannot be written: " + std::string(std::strerror(errno)));
}

void DurableFile::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            fail();
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

void DurableFile::commit() {
    if (::fsync(descriptor_) != 0 || ::rename(part_.c_str(), path_.c_str()) != 0) {
        fail();
    }
    committed_ = true;
    sync_folder(std::filesystem::path(path_).parent_path().string());
}

void make_private_folder(const std::string& path) {
    const std::string parent = std::filesystem::path(path).parent_path().string();
    if (::mkdir(path.c_str(), S_IRWXU) == 0) {
        sync_folder(parent);
    } else if (errno != EEXIST) {
        throw PortError(Advice::fix_configuration,
                        "The folder " + path + " cannot be made: " + std::strerror(errno));
    }
}

void sync_folder(const std::string& path) {
    const int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = folder >= 0 && ::fsync(folder) == 0;
    if (folder >= 0) {
        ::close(folder);
    }
    if (!synced) {
        throw PortError(Advice::retry_later, "The folder " + path + " cannot be synced");
    }
}

}  // namespace quittance::door
