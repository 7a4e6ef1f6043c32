//! Maps and sets that are asked for every deal.

/// A map whose hashes are made quickly. Its seed is made anew for each process, and nothing depends on its order.
pub type HashMap<K, V> = std::collections::HashMap<K, V, foldhash::fast::RandomState>;

/// A set of the same kind.
pub type HashSet<T> = std::collections::HashSet<T, foldhash::fast::RandomState>;
