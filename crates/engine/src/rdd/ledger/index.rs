//! `Index`: numbers by hash, one word each, so that looking for one takes one look at memory.

/// Places with a hash in the upper half and a number plus one in the lower; 0 is an empty place.
#[derive(Default)]
pub(super) struct Index {
    places: Vec<u64>,
    n_taken: usize,
}

/// 2³² divided by the golden ratio: every bit of the hash has a say in the top bits of the product.
const MULTIPLIER: u32 = 0x9e37_79b9;

/// The smallest table.
const MIN_PLACES: usize = 16;

fn word(hash: u32, number: u32) -> u64 {
    u64::from(hash) << 32 | (u64::from(number) + 1)
}

/// The hash and number at a place.
fn at(word: u64) -> Option<(u32, u32)> {
    (word as u32).checked_sub(1).map(|number| ((word >> 32) as u32, number))
}

impl Index {
    /// Where a hash is looked for first; there must be places.
    #[inline]
    fn home(&self, hash: u32) -> usize {
        hash.wrapping_mul(MULTIPLIER) as usize >> (32 - self.places.len().trailing_zeros())
    }

    /// What is found at the first place for each hash. These looks at memory do not wait for one another.
    pub(super) fn firsts(&self, hashes: &[u32]) -> Vec<Option<(u32, u32)>> {
        if self.places.is_empty() {
            return vec![None; hashes.len()];
        }
        hashes.iter().map(|&hash| self.places.get(self.home(hash)).and_then(|&word| at(word))).collect()
    }

    /// The number with that hash which is the one.
    pub(super) fn find(&self, hash: u32, mut is_it: impl FnMut(u32) -> bool) -> Option<u32> {
        if self.places.is_empty() {
            return None;
        }
        let wrap = self.places.len() - 1;
        let mut place = self.home(hash);
        while let Some((known, number)) = self.places.get(place).and_then(|&word| at(word)) {
            if known == hash && is_it(number) {
                return Some(number);
            }
            place = (place + 1) & wrap;
        }
        None
    }

    /// Adds a number that is not there.
    pub(super) fn insert(&mut self, hash: u32, number: u32) {
        // At most half full, as long as the hash has bits enough.
        if self.places.len() < 2 * (self.n_taken + 1) {
            let n_places = (self.places.len() * 2).max(MIN_PLACES);
            for word in std::mem::replace(&mut self.places, vec![0; n_places]) {
                if let Some((hash, number)) = at(word) {
                    self.put(hash, number);
                }
            }
        }
        self.n_taken += 1;
        self.put(hash, number);
    }

    fn put(&mut self, hash: u32, number: u32) {
        let wrap = self.places.len() - 1;
        let mut place = self.home(hash);
        while let Some(taken) = self.places.get_mut(place) {
            if *taken == 0 {
                *taken = word(hash, number);
                return;
            }
            place = (place + 1) & wrap;
        }
    }

    /// Takes a number out; those behind it move up.
    pub(super) fn remove(&mut self, hash: u32, number: u32) {
        if self.places.is_empty() {
            return;
        }
        let wrap = self.places.len() - 1;
        let mut hole = self.home(hash);
        while self.places[hole] != word(hash, number) {
            if self.places[hole] == 0 {
                return;
            }
            hole = (hole + 1) & wrap;
        }
        self.n_taken -= 1;
        let mut place = hole;
        loop {
            place = (place + 1) & wrap;
            let Some((hash, _)) = at(self.places[place]) else { break };
            // Whether its own first place is not between the hole and where it is.
            if (place.wrapping_sub(self.home(hash)) & wrap) >= (place.wrapping_sub(hole) & wrap) {
                self.places[hole] = self.places[place];
                hole = place;
            }
        }
        self.places[hole] = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_after_others_have_gone() {
        let mut index = Index::default();
        // Few hashes, so that many share a place.
        let hash = |number: u32| number % 7 * 0x1000_0000;
        for number in 0..500 {
            index.insert(hash(number), number);
        }
        for number in (0..500).filter(|number| number % 3 != 1) {
            index.remove(hash(number), number);
        }
        let found = (0..500).filter(|&wanted| index.find(hash(wanted), |number| number == wanted).is_some());
        assert!(found.eq((0..500).filter(|number| number % 3 == 1)));
        let firsts = index.firsts(&[hash(1), 0x7654_3210]);
        assert!(firsts[0].is_some_and(|(_, number)| number % 3 == 1));
    }
}
