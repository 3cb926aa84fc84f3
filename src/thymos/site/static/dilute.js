/* The calculator of the page on amounts, in the reader's browser: the sums of the program's
   identity/reconstitution.py, the words of its views/dilute.py and views/amount_words.py. It asks
   nothing of any other place, keeps nothing, and proposes nothing. One file of cases holds both
   programs to the same answers. */
(function () {
  "use strict";

  var NUMBER = "[+-]?(?:[0-9]+(?:\\.[0-9]+)?|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?";
  var QUANTITY = new RegExp("^(" + NUMBER + ")\\s*([^\\s0-9.]\\S*)$");
  var SHARE = new RegExp(
    "^(>=|≥)?\\s*(" + NUMBER + ")(?:\\s*(?:-|–|to|\\.\\.)\\s*(" + NUMBER + "))?\\s*(%)?$");
  var PERCENT = new RegExp("^(" + NUMBER + ")\\s*%$");
  var SYRINGE = /^(?:i\.?u\.?|u|units?|u-?[0-9]+|tick|clicks?)$/i;
  var LONGEST = 60, SMALLEST = 1e-9, LARGEST = 1e9, DASH = "–", MINUS = "−";
  var BASES = ["unknown", "gross", "net", "label"];

  function fault(name, told) {
    var error = new Error(name + ": " + told);
    error.field = name;
    return error;
  }

  /* Reading ------------------------------------------------------------ */

  function read(text, name, sort, units, per) {
    var plain = text.trim();
    if (/^[+-]?(?:nan|inf(?:inity)?)\b/i.test(plain)) {
      throw fault(name, "expected a finite number, found '" + plain + "'");
    }
    var match = plain.length <= LONGEST ? QUANTITY.exec(plain) : null;
    if (!match) { throw sum(plain, name, units) || fault(name, "expected a " + sort + " with its unit, found '" + plain + "'"); }
    if (SYRINGE.test(match[2])) {
      throw fault(name, "'" + plain + "' is in units of a syringe or of activity, which are not converted");
    }
    var parts = match[2].split("/"), whole = own(units, match[2]);
    var top = whole || own(units, parts[0]);
    var bottom = whole ? null : own(units, parts[1]);
    if (!top || (!whole && (!bottom || parts.length !== 2))) {
      throw fault(name, "'" + match[2] + "' is no unit that is known here");
    }
    var value = Number(match[1]) * top.factor / (bottom ? bottom.factor : 1);
    var dimension = top.dimension;
    if (dimension === "substance" && (sort === "mass" || sort === "concentration")) {
      if (per === null) { throw fault(name, "'" + plain + "' is in moles: expected a molar mass beside it"); }
      value = value * per * 1e-6;
      dimension = "mass";
    }
    var found = bottom ? dimension + " per " + bottom.dimension : dimension;
    var wanted = sort === "concentration" ? "mass per volume" : sort;
    if (found !== wanted) {
      throw fault(name, "expected a " + sort + ", found '" + plain + "', a " + found);
    }
    if (!isFinite(value)) { throw fault(name, "expected a finite number, found '" + plain + "'"); }
    return value;
  }

  function sum(plain, name, units) {
    var parts = plain.slice(0, LONGEST).split(/\s*\+\s*(?=[0-9.])/).map(function (part) {
      var match = QUANTITY.exec(part);
      return match ? own(units, match[2]) : null;
    });
    if (parts.length < 2 || parts.indexOf(null) >= 0) { return null; }
    var told = parts.map(function (unit) { return unit.symbol + " (a " + unit.dimension + ")"; });
    return fault(name, "expected one quantity, found a sum of " + told.join(" and "));
  }

  function own(units, key) {
    return key && Object.prototype.hasOwnProperty.call(units, key) ? units[key] : null;
  }

  function readShare(text, name) {
    var plain = text.trim();
    var match = plain.length <= LONGEST ? SHARE.exec(plain) : null;
    if (!match || (match[1] && match[3])) {
      throw fault(name, "expected a percentage such as 80 %, 75-85 % or >=98 %, found '" + plain + "'");
    }
    var low = Number(match[2]), high = match[1] ? 100 : Number(match[3] || match[2]);
    if (!(low > 0 && low <= 100 && high > 0 && high <= 100 && low <= high)) {
      throw fault(name, "expected a percentage above 0 % and up to 100 %, found '" + plain + "'");
    }
    if (low <= 1 && !match[4]) {
      throw fault(name, "'" + plain + "' may be a fraction or a percentage: expected a % sign");
    }
    return [low / 100, high / 100];
  }

  function readOverfill(text, stated, units) {
    var plain = text.trim(), match = PERCENT.exec(plain);
    if (!match) { return read(plain, "overfill", "mass", units, null) / stated; }
    var share = Number(match[1]);
    if (!(share >= 0 && share <= 100)) {
      throw fault("overfill", "expected from 0 % to 100 %, found '" + plain + "'");
    }
    return share / 100;
  }

  /* Sums: a range is [low, high], and null is a limit that is not known --- */

  function times(a, b) { return [product(a[0], b[0]), product(a[1], b[1])]; }
  function product(a, b) { return a === null || b === null ? null : a * b; }
  function over(a, b) { return [quotient(a[0], b[1]), quotient(a[1], b[0])]; }
  function quotient(a, b) { return a === null || b === null ? null : a / b; }
  function plus(a, n) { return [a[0] === null ? null : a[0] + n, a[1] === null ? null : a[1] + n]; }
  function exactly(n) { return [n, n]; }

  function share(vial) {
    var purity = vial.purity || [null, 1];
    var powder = times(vial.content || [null, 1], purity);
    if (vial.basis === "label") { return [1, 1]; }
    if (vial.basis === "net") { return purity; }
    return vial.basis === "gross" ? powder : [powder[0], 1];
  }

  function positive(name, value, unit) {
    if (!(value > 0)) { throw fault(name, "expected a number above zero, found " + value + " " + unit); }
    if (!(value >= SMALLEST && value <= LARGEST)) {
      throw fault(name, "expected from " + SMALLEST + " to " + LARGEST + " " + unit + ", found " + value);
    }
  }

  function check(vial) {
    if (BASES.indexOf(vial.basis) < 0) { throw fault("basis", "expected one of " + BASES.join(", ")); }
    positive("mass", vial.mass, "mg");
    if ((vial.diluent === null) === (vial.concentration === null)) {
      throw fault("diluent", "expected either a diluent or a wanted concentration");
    }
    if (vial.diluent !== null) { positive("diluent", vial.diluent, "mL"); }
    if (vial.concentration !== null) { positive("concentration", vial.concentration, "mg/mL"); }
    [["displacement", vial.displacement], ["dead volume", vial.dead], ["overfill", vial.overfill]].forEach(function (one) {
      if (!(one[1] >= 0 && one[1] <= LARGEST)) { throw fault(one[0], "expected a number not below zero"); }
    });
    ["content", "purity"].forEach(function (name) {
      if (vial[name] && (vial.basis === "label" || (vial.basis === "net" && name === "content"))) {
        throw fault(name, "would be counted twice: a mass stated " + vial.basis + " has it in it");
      }
    });
  }

  function dissolve(vial) {
    check(vial);
    var made = { compound: times(exactly(vial.mass * (1 + vial.overfill)), share(vial)) };
    if (vial.concentration !== null) {
      made.concentration = exactly(vial.concentration);
      made.solution = over(made.compound, made.concentration);
      made.diluent = plus(made.solution, -vial.displacement);
    } else {
      made.diluent = exactly(vial.diluent);
      made.solution = plus(made.diluent, vial.displacement);
      made.concentration = over(made.compound, made.solution);
    }
    var least = made.solution[0] !== null ? made.solution[0] : made.solution[1];
    [["displacement", vial.displacement], ["dead volume", vial.dead]].forEach(function (one) {
      if (least !== null && one[1] >= least) {
        throw fault(one[0], "expected less than the volume of the solution, " + significant(least) + " mL");
      }
    });
    made.withdrawable = plus(made.solution, -vial.dead);
    return made;
  }

  function fits(volume, there) {
    if (volume[1] !== null && there[0] !== null && volume[1] <= there[0]) { return "yes"; }
    return volume[0] !== null && there[1] !== null && volume[0] > there[1] ? "no" : "cannot tell";
  }

  /* Words -------------------------------------------------------------- */

  function significant(value) {
    if (value === 0) { return "0"; }
    var size = Math.abs(value), sign = value < 0 ? MINUS : "";
    if (size < 1e-4 || size >= 1e6) { return sign + size.toExponential(2); }
    return sign + size.toFixed(Math.max(0, 2 - Number(size.toExponential().split("e")[1])));
  }

  function limits(at, unit) {
    if (at[0] === null && at[1] === null) { return "not known"; }
    if (at[0] === null) { return significant(at[1]) + " " + unit + " or less"; }
    if (at[1] === null) { return significant(at[0]) + " " + unit + " or more"; }
    var low = significant(at[0]), high = significant(at[1]);
    return (low === high ? low : low + DASH + high) + " " + unit;
  }

  function volumeText(at) {
    var largest = at[1] !== null ? at[1] : at[0];
    var shown = limits(at, "mL");
    return largest === null || largest >= 1 ? shown : shown + " (" + limits(times(at, [1000, 1000]), "µL") + ")";
  }

  function offText(off) {
    var told = off.map(function (x) {
      if (x === null) { return "not known"; }
      var size = Math.abs(100 * x).toFixed(1);
      return (Number(size) === 0 ? "" : x < 0 ? MINUS : "+") + size + " %";
    });
    if (off[0] === null && off[1] !== null) { return told[1] + " or lower; how low is not known"; }
    return told[0] === told[1] ? told[0] : told[0] + " to " + told[1];
  }

  /* The answer to what was typed: numbers, rows to show, and what has to be known about them.
     Throws an error that names a field. `said` holds the fixed sentences of the page. */
  function answer(asked, units, said) {
    var per = asked.molar_mass ? read(asked.molar_mass, "molar mass", "molar mass", units, null) : null;
    var mass = read(asked.mass || "", "mass", "mass", units, per);
    positive("mass", mass, "mg");
    if (per !== null) { positive("molar mass", per, "g/mol"); }
    function optional(key, name, sort, molar) {
      return asked[key] ? read(asked[key], name, sort, units, molar) : null;
    }
    var vial = {
      mass: mass,
      basis: asked.basis || "unknown",
      content: asked.content ? readShare(asked.content, "content") : null,
      purity: asked.purity ? readShare(asked.purity, "purity") : null,
      diluent: optional("diluent", "diluent", "volume", null),
      concentration: optional("concentration", "concentration", "concentration", per),
      displacement: optional("displacement", "displacement", "volume", null) || 0,
      dead: optional("dead_volume", "dead volume", "volume", null) || 0,
      overfill: asked.overfill ? readOverfill(asked.overfill, mass, units) : 0
    };
    var made = dissolve(vial);
    var amount = optional("amount", "amount", "mass", per);
    var volume = optional("volume", "volume", "volume", null);
    if (amount !== null) { positive("amount", amount, "mg"); }
    if (volume !== null) { positive("volume", volume, "mL"); }
    made.volume = amount === null ? null : over(exactly(amount), made.concentration);
    made.amount = volume === null ? null : times(exactly(volume), made.concentration);
    made.molar = per === null ? null : times(made.concentration, exactly(1e3 / per));
    made.substance = per === null ? null : times(made.compound, exactly(1e6 / per));
    made.fits = worst([made.volume, volume === null ? null : exactly(volume)], made.withdrawable);
    made.face = null;
    if (amount !== null && vial.diluent !== null) {
      var taken = amount * vial.diluent / mass, holds = times(exactly(taken), made.concentration);
      made.face = { volume: taken, holds: holds, off: plus(over(holds, exactly(amount)), -1) };
    }
    return { numbers: made, rows: rows(asked, vial, made, said), notes: notes(vial, made, said) };
  }

  function worst(volumes, there) {
    var found = volumes.filter(Boolean).map(function (volume) { return fits(volume, there); });
    return ["no", "cannot tell", "yes"].filter(function (one) { return found.indexOf(one) >= 0; })[0] || null;
  }

  function rows(asked, vial, made, said) {
    function given(key) { return asked[key].trim().replace(/\s+/g, " "); }
    var shown = [["Stated mass", given("mass") + ", " + said.bases[vial.basis]]];
    shown.push(["Compound in the vial", limits(made.compound, "mg")]);
    if (made.substance) { shown.push(["The same in moles", limits(made.substance, "nmol")]); }
    if (vial.concentration !== null) { shown.push(["Diluent for that concentration", volumeText(made.diluent)]); }
    shown.push(["Volume of the solution", volumeText(made.solution)]);
    if (vial.dead) { shown.push(["Can be drawn", volumeText(made.withdrawable)]); }
    shown.push(["Concentration", limits(made.concentration, "mg/mL")]);
    if (made.molar) { shown.push(["The same in moles per litre", limits(made.molar, "mmol/L")]); }
    if (made.volume) { shown.push(["Volume that holds " + given("amount"), volumeText(made.volume)]); }
    if (made.amount) { shown.push(["Amount in " + given("volume"), limits(made.amount, "mg")]); }
    if (made.fits) { shown.push(["Can be drawn from the vial", made.fits]); }
    if (made.face && offText(made.face.off) !== "0.0 %") {
      shown.push(["If the stated mass were all compound", significant(made.face.volume) +
        " mL, which really holds " + limits(made.face.holds, "mg") + " (" + offText(made.face.off) + ")"]);
    }
    return shown;
  }

  function notes(vial, made, said) {
    var keys = [];
    if (vial.basis === "unknown") { keys.push("unknown"); }
    if ((vial.basis === "unknown" || vial.basis === "gross") && !vial.content) { keys.push("content"); }
    if (vial.basis !== "label" && !vial.purity) { keys.push("purity"); }
    if (made.fits === "no" || made.fits === "cannot tell") { keys.push(made.fits); }
    if (vial.concentration !== null && made.diluent[0] !== made.diluent[1]) { keys.push("diluent"); }
    return keys.map(function (key) { return said.notes[key]; });
  }

  /* The page ------------------------------------------------------------ */

  function fill(list, made) {
    list.textContent = "";
    made.forEach(function (row) {
      var pair = document.createElement("div");
      ["dt", "dd"].forEach(function (tag, i) {
        var cell = document.createElement(tag);
        cell.textContent = row[i];
        pair.appendChild(cell);
      });
      list.appendChild(pair);
    });
  }

  function start(form) {
    var units = JSON.parse(form.dataset.units), said = JSON.parse(form.dataset.said);
    var list = form.querySelector(".answer"), told = form.querySelector(".told");
    function show() {
      var asked = {}, problem = null, made = { rows: [], notes: [] };
      form.querySelectorAll("input, select").forEach(function (field) {
        if (field.value.trim()) { asked[field.name] = field.value; }
        field.removeAttribute("aria-invalid");
      });
      if (asked.mass && (asked.diluent || asked.concentration)) {
        try { made = answer(asked, units, said); } catch (error) { problem = error; }
      }
      fill(list, made.rows);
      told.textContent = problem ? problem.message : made.rows.length ? made.notes.join(" ") : said.empty;
      told.classList.toggle("wrong", Boolean(problem));
      var field = problem && form.elements[(problem.field || "").replace(" ", "_")];
      if (field) { field.setAttribute("aria-invalid", "true"); }
    }
    form.addEventListener("submit", function (event) { event.preventDefault(); show(); });
    form.addEventListener("change", show);
    form.hidden = false;
    show();
  }

  globalThis.thymosDilute = { answer: answer };
  if (typeof document !== "undefined") {
    document.querySelectorAll("form.dilute").forEach(start);
  }
})();
