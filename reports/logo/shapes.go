package logo

import (
	"fmt"
	"strconv"
	"strings"

	"quarterdeck/reports/charts"
)

// shape is the path of a basic shape, in its own coordinates.
func shape(tag string, a map[string]string) (charts.Path, error) {
	if tag == "path" {
		return parsePath(a["d"])
	}
	if tag == "polygon" || tag == "polyline" {
		d := "M" + a["points"]
		if strings.TrimSpace(a["points"]) == "" {
			return nil, nil
		}
		if tag == "polygon" {
			d += "Z"
		}
		return parsePath(d)
	}
	v := map[string]float64{}
	for _, name := range []string{"x", "y", "width", "height", "rx", "ry", "cx", "cy", "r", "x1", "y1", "x2", "y2"} {
		if a[name] == "" || a[name] == "auto" {
			continue
		}
		n, err := length(a[name])
		if err != nil {
			return nil, err
		}
		v[name] = n
	}
	switch tag {
	case "line":
		return charts.Polyline(charts.Point{X: v["x1"], Y: v["y1"]}, charts.Point{X: v["x2"], Y: v["y2"]}), nil
	case "circle":
		return ellipse(v["cx"], v["cy"], v["r"], v["r"])
	case "ellipse":
		return ellipse(v["cx"], v["cy"], v["rx"], v["ry"])
	}
	return rect(v, a["rx"] != "", a["ry"] != "")
}

func ellipse(x, y, rx, ry float64) (charts.Path, error) {
	if rx <= 0 || ry <= 0 {
		return nil, nil
	}
	return parsePath(fmt.Sprintf("M%g %gA%g %g 0 0 1 %g %gA%g %g 0 0 1 %g %gZ", x-rx, y, rx, ry, x+rx, y, rx, ry, x-rx, y))
}

func rect(v map[string]float64, hasRX, hasRY bool) (charts.Path, error) {
	x, y, w, h, rx, ry := v["x"], v["y"], v["width"], v["height"], v["rx"], v["ry"]
	if w <= 0 || h <= 0 {
		return nil, nil
	}
	if !hasRX {
		rx = ry
	} else if !hasRY {
		ry = rx
	}
	rx, ry = min(rx, w/2), min(ry, h/2)
	if rx <= 0 || ry <= 0 {
		return charts.Rect(charts.Box{X: x, Y: y, W: w, H: h}), nil
	}
	return parsePath(fmt.Sprintf("M%g %gh%ga%g %g 0 0 1 %g %gv%ga%g %g 0 0 1 %g %gh%ga%g %g 0 0 1 %g %gv%ga%g %g 0 0 1 %g %gZ",
		x+rx, y, w-2*rx, rx, ry, rx, ry, h-2*ry, rx, ry, -rx, ry, -(w - 2*rx), rx, ry, -rx, -ry, -(h - 2*ry), rx, ry, rx, -ry))
}

// length reads a number, with px or without a unit.
func length(s string) (float64, error) {
	v, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(s), "px"), 64)
	if err != nil || !(v >= -mostCoordinate && v <= mostCoordinate) {
		return 0, fmt.Errorf("%q is no length", s)
	}
	return v, nil
}

// paintOf reads none, currentColor, #rgb, #rrggbb, rgb(r,g,b) and the plainest names.
func paintOf(s string, current charts.Color) (charts.Color, error) {
	s = strings.ToLower(s)
	switch s {
	case "none", "transparent":
		return 0, nil
	case "currentcolor":
		return current, nil
	case "black":
		return charts.RGB(0, 0, 0), nil
	case "white":
		return charts.RGB(255, 255, 255), nil
	}
	if digits, ok := strings.CutPrefix(s, "#"); ok {
		if len(digits) == 3 {
			digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
		}
		if v, err := strconv.ParseUint(digits, 16, 24); err == nil && len(digits) == 6 {
			return charts.RGB(uint8(v>>16), uint8(v>>8), uint8(v)), nil
		}
	}
	if inside, ok := strings.CutPrefix(s, "rgb("); ok {
		if v, err := numbers(strings.TrimSuffix(inside, ")")); err == nil && len(v) == 3 {
			var c [3]uint8
			for i, part := range v {
				c[i] = uint8(max(0, min(255, part)))
			}
			return charts.RGB(c[0], c[1], c[2]), nil
		}
	}
	return 0, fmt.Errorf("the colour %q cannot be drawn", s)
}
