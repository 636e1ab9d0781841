// The upload form: files of a whole form come out byte for byte, and a broken one leaves nothing.

#include "adapters/door/problem.hpp"
#include "adapters/door/upload_body.hpp"
#include "support/held.hpp"
#include "support/input.hpp"
#include "support/promises.hpp"
#include "support/sha256.hpp"

#include <filesystem>
#include <sstream>

using namespace quittance;

namespace {

/// A folder of this process, in memory where there is such a file system.
class Places {
public:
    Places() {
        const std::filesystem::path memory = "/dev/shm";
        const auto parent =
            std::filesystem::exists(memory) ? memory : std::filesystem::temp_directory_path();
        folder_ = (parent / "quittance-fuzz-XXXXXX").string();
        fuzz::held(::mkdtemp(folder_.data()) != nullptr, "a folder can be made");
    }
    ~Places() { std::filesystem::remove_all(folder_); }
    Places(const Places&) = delete;
    Places& operator=(const Places&) = delete;

    door::Place fresh() {
        const std::string id = std::to_string(++number_);
        return {id, folder_ + "/" + id};
    }
    [[nodiscard]] std::size_t files() const {
        return static_cast<std::size_t>(
            std::distance(std::filesystem::directory_iterator(folder_), {}));
    }
    void empty() {
        for (const auto& one : std::filesystem::directory_iterator(folder_)) {
            std::filesystem::remove(one.path());
        }
    }

private:
    std::string folder_;
    int number_ = 0;
};

door::Received received(const std::string& body, const std::string& boundary) {
    static Places places;
    places.empty();
    std::istringstream stream(body);
    door::BodyFacts facts;
    facts.size = static_cast<std::int64_t>(body.size());
    facts.boundary = boundary;
    facts.name = "x.csv";
    try {
        auto taken = door::receive(stream, facts, [] { return places.fresh(); });
        fuzz::held(places.files() == taken.files.size(), "a file for each part with a name");
        return taken;
    } catch (const door::Problem& problem) {
        fuzz::held(problem.status >= 400 && problem.status < 500, "the sender is told");
        fuzz::held(places.files() == 0, "a refused form leaves nothing");
    }
    return {};
}

/// Whatever it is: bounded, and told in UTF-8.
void check_hostile(const std::string& body) {
    const auto taken = received(body, "b");
    std::int64_t bytes = 0;
    for (const door::Job& file : taken.files) {
        fuzz::held(!file.name.empty() && file.name.size() <= 200 && fuzz::is_utf8(file.name) &&
                       file.name.find('/') == std::string::npos,
                   "a file has a safe name");
        fuzz::held(file.size > 0, "an empty file is refused");
        bytes += file.size;
    }
    fuzz::held(bytes <= static_cast<std::int64_t>(body.size()), "no more bytes than came");
}

/// Two files and a field, made of the input, in a form as browsers write it.
void check_whole(const std::string& first, const std::string& second) {
    if ((first + second).find("--b") != std::string::npos || first.empty() || second.empty()) {
        return;
    }
    const std::string form =
        "--b\r\nContent-Disposition: form-data; name=\"file\"; "
        "filename=\"one.csv\"\r\nContent-Type: text/csv\r\n\r\n" +
        first +
        "\r\n--b\r\nContent-Disposition: form-data; name=\"period\"\r\n\r\n"
        "2026-10\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; "
        "filename=\"two.csv\"\r\n\r\n" +
        second + "\r\n--b--\r\n";
    const auto taken = received(form, "b");
    fuzz::held(taken.files.size() == 2, "both files are taken");
    fuzz::held(taken.files[0].sha256 == sha256_hex(first), "the first file is as it was sent");
    fuzz::held(taken.files[1].sha256 == sha256_hex(second), "the second file is as it was sent");
    fuzz::held(taken.files[0].name == "one.csv" && taken.fields.at("period") == "2026-10",
               "names and fields are as they were sent");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    const std::size_t kind = input.below(2);
    const std::string text = input.rest();
    if (kind == 0) {
        check_hostile(text);
    } else {
        const std::size_t middle = text.size() / 2;
        check_whole(text.substr(0, middle), text.substr(middle));
    }
    return 0;
}
