package charts

// Picture is a finished drawing that stands alone, as an image in a page or in a
// message. Title and Description tell it to a reader who cannot see it.
type Picture struct {
	Width, Height float64 // in points
	Paper         Color   // behind the drawing; the zero value leaves it open
	Ops           []Op
	Title         string
	Description   string
	Language      string // of the texts, as "en"
}
