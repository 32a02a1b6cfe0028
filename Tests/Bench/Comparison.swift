import Glibc

/// Measures two pieces of work side by side: a warm-up, then rounds in which both run, each time in the other order.
///
/// Time is the thread's processor time, in which waiting for a core does not count. Whatever else slows the machine slows both
/// sides of a short round alike, so the ratio of a round means more than either time, and the median of many more than one.
struct Comparison {
    let name: String
    let unit: String
    let baseline: String
    let target: Row.Target
    var rounds = BenchLimits.rounds

    /// Compares what one operation takes; each closure runs its operation as often as it is told.
    ///
    /// The row's values are operations a second. `operations` is how many one run of the closure does by itself.
    func rates(operations: Int = 1, baseline reference: (Int) throws -> Void, candidate: (Int) throws -> Void) rethrows -> Row {
        let referenceCount = try calibrated(reference)
        let candidateCount = try calibrated(candidate)
        var (references, candidates, ratios) = (Samples(), Samples(), Samples())
        for round in 0..<rounds {
            let (first, second): (Double, Double)
            if round.isMultiple(of: 2) {
                first = try processorSeconds { try reference(referenceCount) } / Double(referenceCount)
                second = try processorSeconds { try candidate(candidateCount) } / Double(candidateCount)
            } else {
                second = try processorSeconds { try candidate(candidateCount) } / Double(candidateCount)
                first = try processorSeconds { try reference(referenceCount) } / Double(referenceCount)
            }
            references.add(1 / first)
            candidates.add(Double(operations) / second)
            ratios.add(Double(operations) * first / second)
        }
        return Row(
            name: name, unit: unit, value: candidates.median, baseline: baseline, baselineValue: references.median,
            ratio: ratios.median, target: target, direction: .atLeast)
    }

    /// How often an operation must run to fill its part of a round; finding out is the warm-up.
    private func calibrated(_ operation: (Int) throws -> Void) rethrows -> Int {
        let wanted = Double(BenchLimits.roundMilliseconds) / 1_000
        var count = 1
        while true {
            let taken = try processorSeconds { try operation(count) }
            if taken >= wanted / 2 { return max(1, Int(Double(count) * wanted / taken)) }
            count *= 2
        }
    }
}

/// The processor time that a piece of work on this thread takes.
func processorSeconds(_ work: () throws -> Void) rethrows -> Double {
    let start = processorClock()
    try work()
    return processorClock() - start
}

private func processorClock() -> Double {
    var time = timespec()
    guard clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0 else { preconditionFailure("the thread has no clock") }
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// What a piece of work takes on the machine's steady clock.
func seconds(_ work: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    try work()
    return (clock.now - start).inSeconds
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

/// Keeps a result from being optimised away.
@inline(never)
func consume<Value>(_ value: borrowing Value) {}
