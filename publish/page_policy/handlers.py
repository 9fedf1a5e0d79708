"""The names of event handler attributes: only these make code of an attribute's value.

https://html.spec.whatwg.org/multipage/indices.html#attributes-3, and those of the pointer, touch, animation, selection
and full screen specifications.
"""

_EVERYWHERE = """
    abort animationcancel animationend animationiteration animationstart auxclick beforecopy beforecut beforeinput
    beforematch beforepaste beforetoggle beforexrselect blur cancel canplay canplaythrough change click close
    command contentvisibilityautostatechange contextlost contextmenu contextrestored copy cuechange cut dblclick
    drag dragend dragenter dragleave dragover dragstart drop durationchange emptied ended error focus focusin
    focusout formdata fullscreenchange fullscreenerror gotpointercapture input invalid keydown keypress keyup load
    loadeddata loadedmetadata loadstart lostpointercapture mousedown mouseenter mouseleave mousemove mouseout
    mouseover mouseup mousewheel paste pause play playing pointercancel pointerdown pointerenter pointerleave
    pointermove pointerout pointerover pointerrawupdate pointerup progress ratechange reset resize scroll scrollend
    scrollsnapchange scrollsnapchanging search securitypolicyviolation seeked seeking select selectionchange
    selectstart slotchange stalled submit suspend timeupdate toggle touchcancel touchend touchmove touchstart
    transitioncancel transitionend transitionrun transitionstart volumechange waiting webkitanimationend
    webkitanimationiteration webkitanimationstart webkitfullscreenchange webkitfullscreenerror webkittransitionend
    wheel
"""
_OF_THE_WINDOW = """
    afterprint beforeprint beforeunload hashchange languagechange message messageerror offline online pagehide
    pagereveal pageshow pageswap popstate rejectionhandled storage unhandledrejection unload
"""

HANDLERS = frozenset(f"on{name}" for name in _EVERYWHERE.split())
"""Of every element."""

WINDOW_HANDLERS = frozenset(f"on{name}" for name in _OF_THE_WINDOW.split())
"""Of <body> and <frameset> alone."""

SVG_HANDLERS = frozenset({"onbegin", "onend", "onrepeat"})
"""Of the animations of an SVG."""
