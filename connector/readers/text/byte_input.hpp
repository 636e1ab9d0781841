#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace quittance {

/// A file's bytes in order, in little memory.
class ByteInput {
public:
    virtual ~ByteInput() = default;

    /// At most `size` bytes into `into`; 0 at the end. @throws std::runtime_error.
    virtual std::size_t read(char* into, std::size_t size) = 0;
};

/// The bytes of an open file, from where it stands; the descriptor stays the caller's.
class DescriptorInput final : public ByteInput {
public:
    explicit DescriptorInput(int descriptor) : descriptor_(descriptor) {}
    std::size_t read(char* into, std::size_t size) override;

private:
    int descriptor_;
};

class MemoryInput final : public ByteInput {
public:
    explicit MemoryInput(std::string bytes) : bytes_(std::move(bytes)) {}
    std::size_t read(char* into, std::size_t size) override;

private:
    std::string bytes_;
    std::size_t at_ = 0;
};

}  // namespace quittance
