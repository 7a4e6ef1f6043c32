//! Damages seeds as people and programs do: pieces are lost, repeated, swapped, or come from another file.

use std::ops::Range;

/// The largest input, in bytes.
const LARGEST: usize = 1 << 17;

/// Texts that are often read wrongly.
const ODD: [&str; 40] = [
    "", "\0", "\u{feff}", "\u{a0}", "\u{202e}", "\u{ad}", "\u{301}", "ß", "İ", "\u{1F4B0}", "٣", "²", "½",
    "−", "–", "'", "\"", "\"\"", "\\", "\\ud800", "\\u0000", "\r", "\n", "\t", ",", ";", "|", "=", "[", "]",
    "{", "}", "null", "-1", "1e400", "0.0000000000000000000000000001", "79228162514264337593543950335",
    "99999999999999999999999999999999999999", "9999-12-31", "0000",
];

/// The generator `SplitMix64` (Steele, Lea and Flood, 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    /// Returns a number below `end`, or 0 if that is 0.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 1).unwrap() % end.max(1)
    }

    /// Returns a piece of a text of `length` bytes; most pieces are short.
    fn piece(&mut self, length: usize) -> Range<usize> {
        let longest = if self.below(4) == 0 { length } else { length.min(16) };
        let (start, length_of_piece) = (self.below(length + 1), self.below(longest + 1));
        start..(start + length_of_piece).min(length)
    }
}

/// Makes inputs of seeds.
pub(super) struct Mutator<'a> {
    seeds: &'a [Vec<u8>],
    /// Inputs that failed once.
    regressions: &'a [Vec<u8>],
    /// The words, numbers and signs of all seeds, by seed and place.
    words: Vec<(usize, Range<usize>)>,
}

impl<'a> Mutator<'a> {
    pub(super) fn new(seeds: &'a [Vec<u8>], regressions: &'a [Vec<u8>]) -> Self {
        let of_seed =
            |(index, seed): (usize, &Vec<u8>)| words(seed).map(move |word| (index, word)).collect::<Vec<_>>();
        Self { seeds, regressions, words: seeds.iter().enumerate().flat_map(of_seed).collect() }
    }

    /// Returns the input of an execution: first those that failed once, then seeds with up to five pieces damaged.
    pub(super) fn input(&self, number: u64) -> Vec<u8> {
        if let Some(input) = usize::try_from(number).ok().and_then(|number| self.regressions.get(number)) {
            return input.clone();
        }
        let mut random = Random(number);
        let mut input = self.seeds[random.below(self.seeds.len())].clone();
        for _ in 0..random.below(6) {
            self.damage(&mut input, &mut random);
            input.truncate(LARGEST);
        }
        input
    }

    fn damage(&self, input: &mut Vec<u8>, random: &mut Random) {
        let at = random.piece(input.len());
        match random.below(10) {
            0 if !at.is_empty() => input[at.start] ^= 1 << random.below(8),
            1 if !at.is_empty() => input[at.start] = random.next().to_le_bytes()[0],
            2 => drop(input.drain(at)),
            3 => {
                let piece = input[at.clone()].to_vec();
                let times = if random.below(16) == 0 { random.below(3000) } else { 1 + random.below(3) };
                insert(input, at.end..at.end, &piece.repeat(times.min(LARGEST / piece.len().max(1))));
            }
            4 => {
                let other = &self.seeds[random.below(self.seeds.len())];
                let piece = random.piece(other.len());
                insert(input, at, &other[piece]);
            }
            5 => insert(input, at, ODD[random.below(ODD.len())].as_bytes()),
            6 => {
                let piece = input[at].to_vec();
                let to = random.below(input.len() + 1);
                insert(input, to..to, &piece);
            }
            7 => {
                let count = words(input).count();
                let word = words(input).nth(random.below(count));
                insert(input, word.unwrap_or(at), ODD[random.below(ODD.len())].as_bytes());
            }
            _ if !self.words.is_empty() => {
                let (seed, place) = &self.words[random.below(self.words.len())];
                let count = words(input).count();
                let word = words(input).nth(random.below(count));
                insert(input, word.unwrap_or(at), &self.seeds[*seed][place.clone()]);
            }
            _ => {}
        }
    }
}

fn insert(input: &mut Vec<u8>, at: Range<usize>, piece: &[u8]) {
    input.splice(at, piece.iter().copied());
}

/// The places of words, of numbers and of runs of the same sign.
fn words(text: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let kind = |byte: u8| match byte {
        b'0'..=b'9' => b'0',
        byte if byte.is_ascii_alphabetic() || byte >= 0x80 => b'a',
        sign => sign,
    };
    let mut start = 0;
    text.chunk_by(move |one, other| kind(*one) == kind(*other)).map(move |word| {
        let place = start..start + word.len();
        start = place.end;
        place
    })
}
