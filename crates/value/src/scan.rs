//! Where a byte occurs in text, sixteen bytes at a time.

/// Calls `found` with the index in `text` of each `needle` in `text[start..end]`, from left to right. A range that is
/// not within `text` has none.
#[inline]
pub fn each_position(text: &[u8], start: usize, end: usize, needle: u8, mut found: impl FnMut(usize)) {
    if start > end || end > text.len() {
        return;
    }
    let mut at = start;
    while at < end {
        // What stands behind the end is read and masked out, as long as there is text.
        let mut mask = match text.get(at..).and_then(|rest| rest.first_chunk::<16>()) {
            Some(block) => matches(block, needle),
            None => matches_at_end(text.get(at..).unwrap_or_default(), needle),
        };
        if end - at < 16 {
            mask &= (1 << (end - at)) - 1;
        }
        while mask != 0 {
            found(at + mask.trailing_zeros() as usize);
            mask &= mask - 1;
        }
        at += 16;
    }
}

/// Bit `i` says whether byte `i` is `needle`.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[inline]
fn matches(block: &[u8; 16], needle: u8) -> u32 {
    use std::arch::wasm32::{u8x16_bitmask, u8x16_eq, u8x16_splat, u64x2};

    let block = u128::from_le_bytes(*block);
    let block = u64x2(block as u64, (block >> 64) as u64);
    u32::from(u8x16_bitmask(u8x16_eq(block, u8x16_splat(needle))))
}

/// Bit `i` says whether byte `i` is `needle`. Compilers make of this what their machine has.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline]
fn matches(block: &[u8; 16], needle: u8) -> u32 {
    matches_at_end(block, needle)
}

#[inline]
fn matches_at_end(block: &[u8], needle: u8) -> u32 {
    block.iter().take(16).enumerate().fold(0, |mask, (i, &byte)| mask | u32::from(byte == needle) << i)
}

#[cfg(test)]
mod tests {
    use super::each_position;

    #[test]
    fn every_range_of_a_text_gives_what_looking_at_each_byte_gives() {
        let text = b"a  bc d efghijklmnopqr stuvw xy  z 0123456789 abcdefghijklmnopq ";
        for start in 0..=text.len() {
            for end in start..=text.len() {
                let mut found = Vec::new();
                each_position(text, start, end, b' ', |at| found.push(at));
                let expected: Vec<usize> = (start..end).filter(|&at| text[at] == b' ').collect();
                assert_eq!(found, expected, "{start}..{end}");
            }
        }
    }

    #[test]
    fn a_range_beyond_the_text_has_none() {
        each_position(b"   ", 1, 9, b' ', |at| panic!("found {at}"));
        each_position(b"   ", 2, 1, b' ', |at| panic!("found {at}"));
    }
}
