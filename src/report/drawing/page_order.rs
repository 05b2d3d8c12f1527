//! The order of names in a PDF. Its writer lists them as a hash table does, differently in every run; they are put into the order of
//! their names. No byte changes its number, so that the places of objects stay as the file has them.

/// Sorts the names of every dictionary of resources.
pub(super) fn put_in_order(pdf: &mut [u8]) {
    let (mut start, mut run) = (0, None);
    let mut is_data = false;
    while start < pdf.len() {
        let end = pdf[start..].iter().position(|byte| *byte == b'\n').map_or(pdf.len(), |length| start + length + 1);
        let line = &pdf[start..end];
        is_data = (is_data || line == b"stream\n") && !line.starts_with(b"endstream");
        if !is_data && is_resource(line) {
            run = run.or(Some(start));
        } else if let Some(first) = run.take() {
            sort_lines(&mut pdf[first..start]);
        }
        start = end;
    }
}

/// Whether a line is a name of letters and a number, and what it stands for, such as `/gs12 7 0 R`.
fn is_resource(line: &[u8]) -> bool {
    let Some(name) = line.trim_ascii_start().strip_prefix(b"/") else { return false };
    let letters = name.iter().take_while(|byte| byte.is_ascii_lowercase()).count();
    let digits = name[letters..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    letters > 0 && digits > 0 && name.get(letters + digits) == Some(&b' ')
}

fn sort_lines(lines: &mut [u8]) {
    let mut sorted: Vec<Vec<u8>> = lines.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    sorted.sort();
    lines.copy_from_slice(&sorted.concat());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_data_are_not() {
        let mut pdf =
            b"<<\n  /gs2 1 0 R\n  /gs10 2 0 R\n  /gs0 3 0 R\n>>\nstream\n/b1 \n/a1 \n\nendstream\n/Size 3\n".to_vec();
        put_in_order(&mut pdf);
        let expected = "<<\n  /gs0 3 0 R\n  /gs10 2 0 R\n  /gs2 1 0 R\n>>\nstream\n/b1 \n/a1 \n\nendstream\n/Size 3\n";
        assert_eq!(String::from_utf8_lossy(&pdf), expected);
    }
}
