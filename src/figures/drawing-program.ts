/** Height in pixels of a figure whose layout names none. */
export const FIGURE_HEIGHT = 450;

/**
 * What draws a figure in a page, as the text of a function of the figure's hash, its JSON and where Plotly can be had. It
 * lives in other people's pages: no names but one (`__zerodtePlotly`) on `window`, and where such a page has MathJax,
 * Plotly too would take dollars for formulas.
 *
 * Buttons and sliders that animate are carried out here and not by Plotly: it rejects the promise of an animation that is
 * paused, catches it nowhere, and so every pause would be an error on the console.
 */
export const drawingProgram: string = `function (hash, figure, cdn) {
  var tries = 0, height = figure.layout.height || ${FIGURE_HEIGHT};
  function waiting() { return document.querySelectorAll('[data-figure="' + hash + '"]:not([data-drawn])'); }
  function reserve(space) { waiting().forEach(function (el) { el.style.minHeight = space; }); }
  function fits(el) {
    var style = getComputedStyle(el), rgb = (style.color.match(/[0-9.]+/g) || [0, 0, 0]).slice(0, 3).join(",");
    function ink(alpha) { return "rgba(" + rgb + "," + alpha + ")"; }
    var axis = { gridcolor: ink(0.12), linecolor: ink(0.3), tickcolor: ink(0.3), zerolinecolor: ink(0.35) };
    var own = figure.layout.template || {}, layout = { font: { color: ink(0.9), family: style.fontFamily }, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      xaxis: axis, yaxis: axis, modebar: { color: ink(0.35), activecolor: ink(0.8), bgcolor: "rgba(0,0,0,0)" } };
    return { data: own.data || {}, layout: Object.assign(layout, own.layout) };
  }
  function takeAnimationsFromPlotly(layout) {
    (layout.updatemenus || []).concat(layout.sliders || []).forEach(function (control) {
      (control.buttons || control.steps || []).forEach(function (step) { if (step.method === "animate") step.execute = false; });
    });
  }
  function animate(Plotly, el) {
    function play(step) { if (step.method === "animate") Plotly.animate.apply(Plotly, [el].concat(step.args)).catch(function () {}); }
    el.on("plotly_buttonclicked", function (event) { play(event.button); });
    el.on("plotly_sliderchange", function (event) { if (event.interaction) play(event.step); });
  }
  function draw(Plotly) {
    var empty = waiting();
    if (!empty.length && tries++ < 100) return setTimeout(start, 50);
    empty.forEach(function (el) {
      el.setAttribute("data-drawn", "");
      el.textContent = "";
      var copy = JSON.parse(JSON.stringify(figure));
      copy.layout.template = fits(el);
      copy.layout.height = height;
      copy.config = Object.assign({ typesetMath: false }, copy.config);
      takeAnimationsFromPlotly(copy.layout);
      Plotly.newPlot(el, copy).then(function () { animate(Plotly, el); });
      follow(Plotly, el, getComputedStyle(el).color);
    });
  }
  function follow(Plotly, el, colour) {
    var media = matchMedia("(prefers-color-scheme: dark)"), attributes = new MutationObserver(look), sight = new IntersectionObserver(look), shown = false;
    function look() {
      if (el.isConnected !== shown) {
        shown = el.isConnected;
        media[shown ? "addEventListener" : "removeEventListener"]("change", look);
        if (!shown) {
          attributes.disconnect();
          // Observed anew, it is looked at again even if it is back before the next frame.
          sight.unobserve(el);
          return sight.observe(el);
        }
        [document.documentElement, document.body].forEach(function (page) { attributes.observe(page, { attributes: true }); });
      }
      if (!shown || colour === getComputedStyle(el).color) return;
      colour = getComputedStyle(el).color;
      Plotly.relayout(el, { template: fits(el) });
    }
    // A notebook takes cells out of the page while they are out of sight, and one that is run again for ever.
    sight.observe(el);
    look();
  }
  function start() {
    // What comes below stays where it is when the drawing is there.
    reserve(height + "px");
    var plotly = window.__zerodtePlotly || (window.Plotly && Promise.resolve(window.Plotly));
    if (!plotly && tries++ < 100) return setTimeout(start, 50);
    if (!plotly) plotly = window.__zerodtePlotly = new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      script.src = cdn;
      script.onload = function () { resolve(window.Plotly); };
      script.onerror = reject;
      document.head.appendChild(script);
    });
    plotly.then(draw, function () { reserve(""); });
  }
  start();
}`;
