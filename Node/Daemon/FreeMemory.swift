import Glibc

/// Memory that was freed and that the C library still keeps from the system.
enum FreeMemory {
    /// Gives it back (glibc's `malloc_trim`); does nothing where the C library has no such function.
    ///
    /// glibc by itself gives back only the end of each of its heaps, so after a catch-up what is in use holds up what is free before it.
    static func giveBack() {
        guard let symbol = dlsym(nil, "malloc_trim") else { return }
        _ = unsafeBitCast(symbol, to: (@convention(c) (Int) -> Int32).self)(0)
    }
}
