// Package proof shows that a finished review holds nothing of another customer.
//
// It knows of every customer what tells it apart: the names it goes by, its
// domain, its ids in every system and the e-mail addresses of its contacts. A
// finished file is read back from its bytes, every text a reader or a program can
// find in it is searched for all of them, and one that belongs to somebody else
// keeps the file from leaving. A file that cannot be read whole is kept as well.
//
// # How texts are compared
//
// Letters and digits count, without case, accents, ligatures and soft hyphens.
// What stands between the words of a name may be anything or nothing: "Acme
// Robotics" is found as "ACME-Robotics", "acmerobotics" and over two lines, also
// where a word is cut by a hyphen at the end of a line. A name begins and ends where
// words do: "Acme" is not in "Acmeology". Scripts without spaces have no such
// borders. A name cut short by an ellipsis counts when eight letters of it are left.
//
// # Which rule decides where it is not plain
//
//   - What a customer's own names, domains, ids and addresses contain is its own,
//     also where it is another's too: "Acme" may stand in the review of "Acme
//     Robotics", a domain shared by two accounts in both of theirs. "Acme Robotics"
//     may not stand in the review of "Acme".
//   - Customers linked as parent and child, at any distance, are one family. A name or
//     domain of the family is told, not held: subsidiaries write of one another. Their
//     ids and their contacts' addresses are held, for those come from mixed-up data.
//   - A name that is a word of the templates, of a feature or plan, or of the sender
//     cannot be told from that word. It is not searched for, and said so once per batch;
//     the customer's domain, ids and addresses still are.
//   - So is a name of one word that the tickets of three other customers use, as Monday,
//     or Slack where it is a customer. Tickets are customers' own words: what the team
//     writes, and may have pasted into many notes, teaches nothing.
//   - A name of one or two letters is not searched for; one of three is found only as it
//     is spelt, "SAP" and not "sap".
//   - An id is searched for when nothing else on a page looks like it: eight digits or
//     more, or six signs with both letters and digits. Shorter ids, as 17, would hold
//     every page with that number.
//   - A domain of a public mail provider belongs to nobody. A domain is found also below
//     "www." and in addresses, but not in a longer domain, as acme.com in acme.com.au.
//   - Pictures cannot be read. Those of a review must be the sender's logo or the
//     customer's own, as their files are; a logo drawn from figures cannot be told apart.
//   - Legal forms do not count: "Acme Robotics Inc." is found as "Acme Robotics".
package proof
