// Package inspect reads a finished PDF back from its bytes, and knows nothing of
// what wrote it: every text a reader or a program can find in it, and where.
//
// It is made to prove what a file does not hold, so it reads all of it or nothing.
// Every byte must be of an object the cross-reference table lists, every stream must
// have a use that is known here, every operator of a page must be one that is
// understood, and every sign must have its Unicode value in the font's own map. A
// file with anything else, as scripts, forms, encryption or later changes, is an
// error: a file that nobody has read whole is nobody's to send.
//
// Texts of pages come in the order they were written, with the widths of the file's
// own fonts deciding where words and lines end, and once more where one line stands
// below another it was not written after. Pictures cannot be read; they are listed
// with a fingerprint.
package inspect
