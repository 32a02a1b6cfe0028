import Glibc

/// What a piece of work takes that runs on several threads: on the clock, and of the process's time on all cores, in which waiting for a core
/// does not count.
struct Effort {
    var seconds = 0.0
    var processorSeconds = 0.0

    static func of<Result>(_ work: () -> Result) -> (Result, Effort) {
        let clock = ContinuousClock()
        let (start, before) = (clock.now, processorClock())
        let result = work()
        return (result, Effort(seconds: (clock.now - start).inSeconds, processorSeconds: processorClock() - before))
    }

    static func += (left: inout Effort, right: Effort) {
        left.seconds += right.seconds
        left.processorSeconds += right.processorSeconds
    }

    private static func processorClock() -> Double {
        var time = timespec()
        guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { preconditionFailure("the process has no clock") }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
