// Uses the features of the embedded libraries that Node uses: threads, thread-local storage and
// exceptions, which libgcc_s unwinds with the program headers from dl_iterate_phdr(3).
#include <atomic>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

static thread_local int caught_here = 0;
static std::atomic<int> caught{0};

static void fail(int number)
{
    throw std::runtime_error("thread " + std::to_string(number));
}

static void work(int number)
{
    for (int round = 0; round < 10; round++) {
        try {
            fail(number);
        } catch (const std::exception &) {
            caught_here++;
        }
    }
    caught += caught_here;
}

int main()
{
    std::vector<std::thread> threads;
    for (int number = 0; number < 8; number++)
        threads.emplace_back(work, number);
    for (auto &thread : threads)
        thread.join();
    std::printf("caught %d\n", caught.load());
}
