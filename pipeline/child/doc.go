// Package child runs one program as a child process and sees to it that it ends:
// in time, within its memory, and when its parent does.
//
// What goes wrong inside the child, be it a crash in foreign code or memory that
// runs out, ends the child and nothing else.
package child
