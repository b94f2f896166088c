// Package typeform reads forms and their responses from Typeform.
//
// Responses come newest first and have no next link: the next page is asked for
// by the token of the last response, until one is empty. Each form has a cursor
// of its own; loads look one hour back because responses can appear late.
package typeform
