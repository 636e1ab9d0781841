#include "adapters/http/http_client.hpp"

#include <curl/curl.h>

#include <array>
#include <mutex>

namespace quittance::http {
namespace {

struct UrlCloser {
    void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};
struct HandleCloser {
    void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
};
struct ListCloser {
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};
using Url = std::unique_ptr<CURLU, UrlCloser>;
using Handle = std::unique_ptr<CURL, HandleCloser>;
using HeaderList = std::unique_ptr<curl_slist, ListCloser>;

Url parsed(const std::string& text) {
    Url url(curl_url());
    if (!url || curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) {
        return nullptr;
    }
    return url;
}

std::string part(const Url& url, CURLUPart which) {
    char* text = nullptr;
    if (curl_url_get(url.get(), which, &text, 0) != CURLUE_OK || text == nullptr) {
        return {};
    }
    std::string copy(text);
    curl_free(text);
    return copy;
}

bool is_loopback(const std::string& host) {
    if (host == "localhost" || host == "[::1]" || host == "::1") {
        return true;
    }
    // Digits and points only: "127.evil.example" is a name, not an address.
    return host.rfind("127.", 0) == 0 && host.find_first_not_of("0123456789.") == std::string::npos;
}

bool is_plain_local(const std::string& text) {
    const Url url = parsed(text);
    return url && part(url, CURLUPART_SCHEME) == "http" && is_loopback(part(url, CURLUPART_HOST));
}

struct Sink {
    std::string body;
    std::size_t bytes_max = 0;
    bool too_large = false;
};

std::size_t receive(char* data, std::size_t size, std::size_t count, void* context) {
    auto* sink = static_cast<Sink*>(context);
    const std::size_t bytes = size * count;
    if (bytes > sink->bytes_max - sink->body.size()) {
        sink->too_large = true;
        return 0;  // anything but `bytes` makes libcurl give up
    }
    sink->body.append(data, bytes);
    return bytes;
}

HeaderList header_list(const Request& request) {
    HeaderList list;
    const auto add = [&list](const std::string& line) {
        curl_slist* longer = curl_slist_append(list.get(), line.c_str());
        if (longer == nullptr) {
            throw std::bad_alloc();
        }
        list.release();
        list.reset(longer);
    };
    for (const auto& [name, value] : request.headers) {
        add(name + ": " + value);
    }
    add("Expect:");  // no round trip of "100 Continue"
    return list;
}

/// Nothing can have happened when not one byte of the request was written.
Departure departure_of(CURL* handle) {
    long sent = 0;
    curl_easy_getinfo(handle, CURLINFO_REQUEST_SIZE, &sent);
    return sent == 0 ? Departure::not_sent : Departure::unknown;
}

void initialise_once() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

template <typename Value>
void set(CURL* handle, CURLoption option, Value value) {
    if (curl_easy_setopt(handle, option, value) != CURLE_OK) {
        throw std::logic_error("libcurl refuses an option that Quittance relies on");
    }
}

}  // namespace

struct Client::Impl {
    Limits limits;
    Handle handle;
    Sink sink;
    std::array<char, CURL_ERROR_SIZE> error{};

    void prepare(const Request& request, const curl_slist* headers);
    [[noreturn]] void fail(CURLcode code, const std::string& url) const;
};

void Client::Impl::prepare(const Request& request, const curl_slist* headers) {
    CURL* curl = handle.get();
    const bool local = is_plain_local(request.url);
    const bool once = request.delivery == Delivery::once;
    curl_easy_reset(curl);
    sink = Sink{{}, limits.answer_bytes_max, false};
    error.fill('\0');
    set(curl, CURLOPT_URL, request.url.c_str());
    set(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(curl, CURLOPT_POSTFIELDS, request.body.data());
    set(curl, CURLOPT_HTTPHEADER, headers);
    set(curl, CURLOPT_PROTOCOLS_STR, local ? "http" : "https");
    set(curl, CURLOPT_FOLLOWLOCATION, 0L);
    set(curl, CURLOPT_NOPROXY, local ? "*" : nullptr);
    set(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(curl, CURLOPT_FRESH_CONNECT, once ? 1L : 0L);
    set(curl, CURLOPT_FORBID_REUSE, once ? 1L : 0L);
    set(curl, CURLOPT_NOSIGNAL, 1L);
    set(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connect_timeout.count()));
    set(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(limits.total_timeout.count()));
    set(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(curl, CURLOPT_LOW_SPEED_TIME, static_cast<long>(limits.stalled_for_max.count()));
    set(curl, CURLOPT_USERAGENT, "Quittance");
    set(curl, CURLOPT_ERRORBUFFER, error.data());
    set(curl, CURLOPT_WRITEFUNCTION, &receive);
    set(curl, CURLOPT_WRITEDATA, &sink);
}

void Client::Impl::fail(CURLcode code, const std::string& url) const {
    std::string cause = error[0] != '\0' ? error.data() : curl_easy_strerror(code);
    if (sink.too_large) {
        cause = "the answer is larger than " + std::to_string(sink.bytes_max) + " bytes";
    }
    throw NoAnswer(departure_of(handle.get()), masked_url(url) + ": " + cause);
}

Client::Client(Limits limits) : impl_(std::make_unique<Impl>()) {
    initialise_once();
    impl_->limits = limits;
    impl_->handle.reset(curl_easy_init());
    if (!impl_->handle) {
        throw std::bad_alloc();
    }
}

Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

Response Client::post(const Request& request) {
    if (!is_allowed_url(request.url)) {
        throw ForbiddenUrl(masked_url(request.url) +
                           ": only https is used, or http to this machine itself");
    }
    const HeaderList headers = header_list(request);
    impl_->prepare(request, headers.get());
    const CURLcode code = curl_easy_perform(impl_->handle.get());
    if (code != CURLE_OK) {
        impl_->fail(code, request.url);
    }
    Response response;
    const char* type = nullptr;
    curl_easy_getinfo(impl_->handle.get(), CURLINFO_RESPONSE_CODE, &response.status);
    curl_easy_getinfo(impl_->handle.get(), CURLINFO_CONTENT_TYPE, &type);
    response.content_type = type != nullptr ? type : "";
    response.body = std::move(impl_->sink.body);
    return response;
}

bool is_allowed_url(const std::string& url) {
    const Url parts = parsed(url);
    if (!parts || part(parts, CURLUPART_HOST).empty()) {
        return false;
    }
    return part(parts, CURLUPART_SCHEME) == "https" || is_plain_local(url);
}

std::string masked_url(const std::string& url) {
    const Url parts = parsed(url);
    if (!parts) {
        return "(not an address)";
    }
    curl_url_set(parts.get(), CURLUPART_USER, nullptr, 0);
    curl_url_set(parts.get(), CURLUPART_PASSWORD, nullptr, 0);
    curl_url_set(parts.get(), CURLUPART_QUERY, nullptr, 0);
    return part(parts, CURLUPART_URL);
}

}  // namespace quittance::http
