// Exceptions, threads, futures, thread-local objects with destructors, streams, the library's algorithms.
#include <atomic>
#include <barrier>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <future>
#include <iomanip>
#include <iostream>
#include <map>
#include <numeric>
#include <regex>
#include <shared_mutex>
#include <sstream>
#include <stdexcept>
#include <stop_token>
#include <thread>
#include <vector>

using namespace std::chrono_literals;
namespace fs = std::filesystem;

struct Loud {
	const char *name;
	~Loud() { std::cout << "~" << name << "\n"; }
};

static std::atomic<int> ends;
struct Counted { int n = 0; ~Counted() { ends += n; } };
static thread_local Counted mine;

static int thrower(int depth)
{
	std::string pad(depth, 'x');

	if (depth == 0)
		throw std::runtime_error("from the bottom");
	return thrower(depth - 1) + (int)pad.size();
}

static Loud global{ "global" };

int main(int argc, char **argv)
{
	if (argc > 1) {
		std::cout << "before" << std::endl;
		std::thread([] { throw std::logic_error("nobody"); }).join();
	}
	try { thrower(200); } catch (const std::exception &e) { std::cout << e.what() << "\n"; }
	int caught = 0;
	for (int i = 0; i < 3000; i++)
		try { Counted c; if (i % 2) throw i; throw std::to_string(i); }
		catch (int) { caught++; } catch (const std::string &s) { caught += (int)s.size(); }
	std::cout << caught << "\n";
	try {
		try { Loud l{ "nested" }; throw std::out_of_range("inner"); }
		catch (...) { std::throw_with_nested(std::runtime_error("outer")); }
	} catch (const std::exception &e) {
		std::cout << e.what();
		try { std::rethrow_if_nested(e); } catch (const std::exception &in) { std::cout << " of " << in.what() << "\n"; }
	}
	std::vector<std::thread> threads;
	std::mutex m;
	std::map<int, int> counts;
	std::barrier sync(6);
	for (int i = 0; i < 6; i++)
		threads.emplace_back([&, i] {
			sync.arrive_and_wait();
			for (int k = 0; k < 5000; k++) {
				mine.n++;
				try { if (k % 100 == 0) throw k; } catch (int) { std::lock_guard g(m); counts[i]++; }
			}
		});
	for (auto &t : threads) t.join();
	std::cout << ends << " " << counts.size() << " " << counts[3] << "\n";
	auto f = std::async(std::launch::async, [] { std::vector<int> v(1000); std::iota(v.begin(), v.end(), 1); return std::reduce(v.begin(), v.end()); });
	std::cout << f.get() << "\n";
	auto bad = std::async(std::launch::async, []() -> int { throw std::invalid_argument("in a future"); });
	try { bad.get(); } catch (const std::invalid_argument &e) { std::cout << e.what() << "\n"; }
	std::promise<void> never;
	std::cout << (never.get_future().wait_for(20ms) == std::future_status::timeout) << "\n";
	{
		std::condition_variable_any cv;
		std::jthread j([&](std::stop_token s) { std::unique_lock l(m); cv.wait(l, s, [] { return false; }); std::cout << "stopped\n"; });
		std::this_thread::sleep_for(10ms);
	}
	std::shared_mutex rw;
	std::shared_lock a(rw), b(rw);
	std::once_flag once;
	for (int i = 0; i < 3; i++) std::call_once(once, [] { std::cout << "once\n"; });
	fs::path base = fs::temp_directory_path() / "cxx";
	fs::create_directories(base / "a/b");
	for (int i = 0; i < 20; i++) std::ofstream(base / ("f" + std::to_string(i))) << std::string(i * 100, 'y');
	uintmax_t size = 0;
	for (auto &e : fs::recursive_directory_iterator(base)) if (e.is_regular_file()) size += e.file_size();
	std::cout << size << " " << fs::remove_all(base) << "\n";
	std::error_code ec;
	std::cout << fs::file_size("/none", ec) + 1 << " " << ec.message() << "\n";
	std::string text = "alpha=1, beta=22, gamma=333";
	std::cout << std::regex_replace(text, std::regex("(\\w+)=(\\d+)"), "$2:$1") << " " << std::setprecision(17) << 0.1 << " " << std::hex << 255 << "\n";
	try { std::vector<int>().at(3); } catch (const std::out_of_range &e) { std::cout << e.what() << "\n"; }
	try { std::vector<char> v(SIZE_MAX / 4); } catch (const std::bad_alloc &e) { std::cout << e.what() << "\n"; }
	std::cout.flush();
	return 6;
}
