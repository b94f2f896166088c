package inspect

import "strings"

// commonNames are the names of the format itself, which say nothing of a customer.
// Any other name of a file is read as a text.
const commonNames = ` A AIS Annot Annots Ascent Author BBox BM BaseFont BitsPerComponent Border CA CIDFontType2 CIDSystemInfo CIDToGIDMap
 CS CapHeight Catalog CheckSum Color ColorSpace ColorTransform Colors Columns Contents Count CreationDate Creator D DW Decode DecodeParms
 DescendantFonts Desc Descent Dest DeviceGray DeviceRGB DisplayDocTitle EF EmbeddedFile EmbeddedFiles Encoding ExtGState F Filespec
 FileAttachment Filter First Fit FitH Flags FlateDecode Font FontBBox FontDescriptor FontFile2 FontName Form FS Group Height I ID
 Identity Identity-H Image ImageB ImageC ImageI Info ItalicAngle Keywords Kids Lang Last Length Length1 Limits Link MarkInfo Mask MediaBox Metadata MissingWidth
 ModDate N Names Next Normal OpenAction Ordering Outlines PDF Page PageLayout PageMode Pages Params Parent Predictor Prev ProcSet Producer Properties
 R Rect Registry Resources Root S SMask SinglePage Size StemV Subject Subtype Supplement T Tabs Text Title ToUnicode Trans Transparency Trapped
 Type Type0 UF UR URI UseOutlines Viewer ViewerPreferences W Width XML XObject XYZ ca FitWindow Shading Pattern AP `

func common(n name) bool {
	if strings.ContainsAny(string(n), " \n") {
		return false
	}
	return strings.Contains(commonNames, " "+string(n)+" ") || strings.Contains(commonNames, " "+string(n)+"\n")
}
