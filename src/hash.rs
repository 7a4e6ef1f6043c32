//! Hash maps and sets with a fast hash function, for look-ups that every deal needs.

pub(crate) use foldhash::fast::RandomState;

/// A map whose hash is randomly seeded in each process; no result may depend on its order.
pub(crate) type HashMap<K, V> = std::collections::HashMap<K, V, RandomState>;

/// A set with the same hash.
pub(crate) type HashSet<T> = std::collections::HashSet<T, RandomState>;
