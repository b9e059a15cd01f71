/* The inner loops of the evaluator, each with the result of its namesake in plain.py, to the last bit.

   Buffers come from NumPy, contiguous and of the type that each function names.
   Lengths and types are checked here, so that a wrong call raises and never
   reads what is not there; the *content* of a buffer of document numbers or
   ordinals is checked where it indexes another buffer. Only the limited
   interface of Python is used: one binary serves 3.11 and everything newer. */

#define Py_LIMITED_API 0x030B0000
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define MOST_PARTS 64
#define MOST_FIELDS 16
#define BODY_BITS 6
#define MOST_BODY 63

/* ---- Arguments -------------------------------------------------------------------------------------------------- */

typedef struct {
    Py_buffer view[MOST_PARTS * 3 + 8];
    int count;
} Held;

static void release(Held *held) {
    while (held->count) PyBuffer_Release(&held->view[--held->count]);
}

/* Holds *object* as a buffer of items of *size* bytes (0: any); NULL with an exception set where it is none. */
static Py_buffer *hold(Held *held, PyObject *object, Py_ssize_t size, int writable) {
    if (held->count >= (int)(sizeof held->view / sizeof held->view[0])) {
        PyErr_SetString(PyExc_ValueError, "too many buffers");
        return NULL;
    }
    Py_buffer *view = &held->view[held->count];
    if (PyObject_GetBuffer(object, view, writable ? PyBUF_WRITABLE | PyBUF_ND : PyBUF_ND)) return NULL;
    held->count++;
    if (view->itemsize < 1 || (size && view->itemsize != size)) {
        PyErr_Format(PyExc_TypeError, "expected items of %zd bytes, not of %zd", size, view->itemsize);
        return NULL;
    }
    return view;
}

static Py_ssize_t items(const Py_buffer *view) { return view->len / view->itemsize; }

static int outside(void) {
    PyErr_SetString(PyExc_IndexError, "a number in a column points outside of another");
    return -1;
}

static int too_small(void) {
    PyErr_SetString(PyExc_ValueError, "a buffer is too small");
    return -1;
}

static inline uint64_t unsigned_at(const void *data, Py_ssize_t width, Py_ssize_t at) {
    switch (width) {
        case 1: return ((const uint8_t *)data)[at];
        case 2: return ((const uint16_t *)data)[at];
        case 4: return ((const uint32_t *)data)[at];
        default: return ((const uint64_t *)data)[at];
    }
}

static int is_width(Py_ssize_t width) { return width == 1 || width == 2 || width == 4 || width == 8; }

static PyObject *finished(Held *held, int status, Py_ssize_t result) {
    release(held);
    return status < 0 ? NULL : PyLong_FromSsize_t(result);
}

/* ---- Terms ------------------------------------------------------------------------------------------------------ */

static PyObject *lower_bound(PyObject *self, PyObject *args) {
    PyObject *bytes, *offsets;
    const char *key;
    Py_ssize_t length;
    if (!PyArg_ParseTuple(args, "OOy#", &bytes, &offsets, &key, &length)) return NULL;
    Held held = {.count = 0};
    Py_buffer *text = hold(&held, bytes, 1, 0), *at = text ? hold(&held, offsets, 0, 0) : NULL;
    int status = at && is_width(at->itemsize) ? 0 : -1;
    if (at && status < 0) PyErr_SetString(PyExc_TypeError, "offsets are unsigned");
    Py_ssize_t low = 0, high = status < 0 ? 0 : items(at) - 1;
    while (low < high) {
        Py_ssize_t middle = low + (high - low) / 2;
        uint64_t start = unsigned_at(at->buf, at->itemsize, middle), end = unsigned_at(at->buf, at->itemsize, middle + 1);
        if (start > end || end > (uint64_t)text->len) {
            status = outside();
            break;
        }
        Py_ssize_t size = (Py_ssize_t)(end - start), shared = size < length ? size : length;
        int order = memcmp((const char *)text->buf + start, key, (size_t)shared);
        if (order < 0 || (order == 0 && size < length)) low = middle + 1;
        else high = middle;
    }
    return finished(&held, status, low);
}

/* ---- Scores ----------------------------------------------------------------------------------------------------- */

static PyObject *count_live(PyObject *self, PyObject *args) {
    PyObject *docs_, *live_;
    if (!PyArg_ParseTuple(args, "OO", &docs_, &live_)) return NULL;
    Held held = {.count = 0};
    Py_buffer *docs = hold(&held, docs_, 4, 0), *live = docs ? hold(&held, live_, 1, 0) : NULL;
    int status = live ? 0 : -1;
    Py_ssize_t found = 0;
    for (Py_ssize_t i = 0; status == 0 && i < items(docs); i++) {
        uint32_t doc = ((const uint32_t *)docs->buf)[i];
        if (doc >= (uint64_t)live->len) status = outside();
        else found += ((const uint8_t *)live->buf)[doc] != 0;
    }
    return finished(&held, status, found);
}

/* What each packed frequency weighs. */
static void weigh(double *weighted, int weight) {
    for (int byte = 0; byte < 256; byte++) weighted[byte] = (double)weight * (byte >> BODY_BITS) + (byte & MOST_BODY);
}

/* docs, packed tf, saturation by document, live or None, title weight, factor, docs out, scores out -> how many */
static PyObject *score_packed(PyObject *self, PyObject *args) {
    PyObject *docs_, *packed_, *saturation_, *live_, *out_docs_, *out_scores_;
    int weight;
    double factor;
    if (!PyArg_ParseTuple(args, "OOOOidOO", &docs_, &packed_, &saturation_, &live_, &weight, &factor, &out_docs_,
                          &out_scores_))
        return NULL;
    Held held = {.count = 0};
    Py_buffer *docs, *packed, *saturation, *live = NULL, *out_docs, *out_scores;
    int status = -1;
    Py_ssize_t kept = 0;
    if (!(docs = hold(&held, docs_, 4, 0)) || !(packed = hold(&held, packed_, 1, 0)) ||
        !(saturation = hold(&held, saturation_, 8, 0)) || (live_ != Py_None && !(live = hold(&held, live_, 1, 0))) ||
        !(out_docs = hold(&held, out_docs_, 4, 1)) || !(out_scores = hold(&held, out_scores_, 8, 1)))
        goto done;
    Py_ssize_t count = items(docs), size = items(saturation);
    if (items(packed) < count || (live && live->len < size) || items(out_docs) < count || items(out_scores) < count) {
        too_small();
        goto done;
    }
    const uint32_t *doc = docs->buf;
    const uint8_t *tf = packed->buf, *alive = live ? live->buf : NULL;
    const double *saturated = saturation->buf;
    uint32_t *to = out_docs->buf;
    double *score = out_scores->buf, weighted[256];
    weigh(weighted, weight);
    for (Py_ssize_t i = 0; i < count; i++) {
        uint32_t here = doc[i];
        if (here >= (uint64_t)size) {
            outside();
            goto done;
        }
        if (alive && !alive[here]) continue;
        double often = weighted[tf[i]];
        to[kept] = here;
        score[kept++] = factor * often / (often + saturated[here]);
    }
    status = 0;
done:
    return finished(&held, status, kept);
}

/* ---- Together --------------------------------------------------------------------------------------------------- */

typedef struct {
    const uint32_t *docs;
    const double *scores;  /* NULL where it scores nothing, or not yet */
    const uint8_t *packed; /* frequencies, where it is scored as it goes */
    double factor;
    Py_ssize_t count, at;
} Part;

typedef struct {
    Part part[MOST_PARTS];
    int count;
    const double *saturation;
    const uint8_t *live;
    Py_ssize_t size;
    double weighted[256];
} Parts;

static inline int scores_anything(const Part *part) { return part->scores || part->packed; }

static inline double score_at(const Parts *parts, const Part *part, Py_ssize_t at, uint64_t doc) {
    if (part->scores) return part->scores[at];
    double often = parts->weighted[part->packed[at]];
    return part->factor * often / (often + parts->saturation[doc]);
}

/* Reads a list of (docs, scores or None, packed tf or None, factor), and what they are scored with; 0, or -1. */
static int read_parts(Held *held, PyObject *list, PyObject *saturation_, PyObject *live_, int weight, Parts *parts) {
    Py_ssize_t count = PyList_Size(list);
    if (count < 0) return -1;
    if (count > MOST_PARTS) {
        PyErr_SetString(PyExc_ValueError, "too many parts");
        return -1;
    }
    Py_buffer *saturation = hold(held, saturation_, 8, 0), *live = NULL;
    if (!saturation || (live_ != Py_None && !(live = hold(held, live_, 1, 0)))) return -1;
    parts->size = items(saturation);
    if (live && live->len < parts->size) return too_small();
    parts->saturation = saturation->buf;
    parts->live = live ? live->buf : NULL;
    parts->count = (int)count;
    weigh(parts->weighted, weight);
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *tuple = PyList_GetItem(list, i), *docs_, *scores_, *packed_;
        Part part = {.at = 0};
        if (!tuple || !PyArg_ParseTuple(tuple, "OOOd", &docs_, &scores_, &packed_, &part.factor)) return -1;
        Py_buffer *docs = hold(held, docs_, 4, 0), *scores = NULL, *packed = NULL;
        if (!docs || (scores_ != Py_None && !(scores = hold(held, scores_, 8, 0))) ||
            (packed_ != Py_None && !(packed = hold(held, packed_, 1, 0))))
            return -1;
        part.count = items(docs);
        if ((scores && items(scores) < part.count) || (packed && items(packed) < part.count)) return too_small();
        part.docs = docs->buf;
        part.scores = scores ? scores->buf : NULL;
        part.packed = packed ? packed->buf : NULL;
        parts->part[i] = part;
    }
    return 0;
}

/* Documents are summed a window at a time, so that sums and marks stay in the nearest cache. */
#define WINDOW 4096

/* list of parts, saturation, live or None, title weight, docs out, scores out or None -> how many */
static PyObject *unite(PyObject *self, PyObject *args) {
    PyObject *list, *saturation_, *live_, *out_docs_, *out_scores_;
    int weight;
    if (!PyArg_ParseTuple(args, "OOOiOO", &list, &saturation_, &live_, &weight, &out_docs_, &out_scores_)) return NULL;
    Held held = {.count = 0};
    Parts parts;
    double sums[WINDOW];
    uint64_t marks[WINDOW / 64];
    int status = -1;
    Py_ssize_t kept = 0, room;
    Py_buffer *out_docs, *out_scores = NULL;
    if (read_parts(&held, list, saturation_, live_, weight, &parts) || !(out_docs = hold(&held, out_docs_, 4, 1)) ||
        (out_scores_ != Py_None && !(out_scores = hold(&held, out_scores_, 8, 1))))
        goto done;
    room = items(out_docs);
    if (out_scores && items(out_scores) < room) room = items(out_scores);
    memset(sums, 0, sizeof sums);
    memset(marks, 0, sizeof marks);
    for (;;) {
        uint64_t first = UINT64_MAX;
        for (int p = 0; p < parts.count; p++) {
            const Part *part = &parts.part[p];
            if (part->at < part->count && part->docs[part->at] < first) first = part->docs[part->at];
        }
        if (first == UINT64_MAX) break;
        uint64_t base = first / WINDOW * WINDOW, end = base + WINDOW;
        if (end > (uint64_t)parts.size) end = (uint64_t)parts.size;
        if (first >= end) {
            outside();
            goto done;
        }
        for (int p = 0; p < parts.count; p++) {
            Part *part = &parts.part[p];
            Py_ssize_t at = part->at;
            for (; at < part->count && part->docs[at] < end; at++) {
                uint64_t place = part->docs[at] - base;
                if (place >= WINDOW) { /* not ascending */
                    outside();
                    goto done;
                }
                marks[place >> 6] |= (uint64_t)1 << (place & 63);
                if (scores_anything(part)) sums[place] += score_at(&parts, part, at, part->docs[at]);
            }
            part->at = at;
        }
        for (int word = 0; word < WINDOW / 64; word++) {
            uint64_t bits = marks[word];
            marks[word] = 0;
            for (; bits; bits &= bits - 1) {
                int place = word * 64 + __builtin_ctzll(bits);
                uint64_t doc = base + (uint64_t)place;
                double sum = sums[place];
                sums[place] = 0.0;
                if (parts.live && !parts.live[doc]) continue;
                if (kept >= room) {
                    too_small();
                    goto done;
                }
                ((uint32_t *)out_docs->buf)[kept] = (uint32_t)doc;
                if (out_scores) ((double *)out_scores->buf)[kept] = sum;
                kept++;
            }
        }
    }
    status = 0;
done:
    return finished(&held, status, kept);
}

/* Moves *part* to its first document that is not below *doc*, in steps that double. */
static inline void gallop(Part *part, uint32_t doc) {
    Py_ssize_t low = part->at, step = 1, high;
    if (low >= part->count || part->docs[low] >= doc) return;
    while (low + step < part->count && part->docs[low + step] < doc) {
        low += step;
        step *= 2;
    }
    high = low + step < part->count ? low + step : part->count;
    while (low + 1 < high) { /* docs[low] < doc; docs[high] is not, or there is none */
        Py_ssize_t middle = low + (high - low) / 2;
        if (part->docs[middle] < doc) low = middle;
        else high = middle;
    }
    part->at = high;
}

/* list of parts, saturation, live or None, title weight, docs out, scores out or None -> how many */
static PyObject *intersect(PyObject *self, PyObject *args) {
    PyObject *list, *saturation_, *live_, *out_docs_, *out_scores_;
    int weight;
    if (!PyArg_ParseTuple(args, "OOOiOO", &list, &saturation_, &live_, &weight, &out_docs_, &out_scores_)) return NULL;
    Held held = {.count = 0};
    Parts parts;
    int status = -1, order[MOST_PARTS];
    Py_ssize_t kept = 0;
    Py_buffer *out_docs, *out_scores = NULL;
    if (read_parts(&held, list, saturation_, live_, weight, &parts) || !(out_docs = hold(&held, out_docs_, 4, 1)) ||
        (out_scores_ != Py_None && !(out_scores = hold(&held, out_scores_, 8, 1))))
        goto done;
    if (!parts.count) {
        PyErr_SetString(PyExc_ValueError, "nothing to intersect");
        goto done;
    }
    for (int p = 0; p < parts.count; p++) { /* the shortest leads */
        int place = p;
        for (; place && parts.part[order[place - 1]].count > parts.part[p].count; place--) order[place] = order[place - 1];
        order[place] = p;
    }
    Part *lead = &parts.part[order[0]];
    if (items(out_docs) < lead->count || (out_scores && items(out_scores) < lead->count)) {
        too_small();
        goto done;
    }
    for (; lead->at < lead->count; lead->at++) {
        uint32_t doc = lead->docs[lead->at];
        int there = 1;
        for (int p = 1; p < parts.count && there; p++) {
            Part *part = &parts.part[order[p]];
            gallop(part, doc);
            if (part->at == part->count) goto whole;
            there = part->docs[part->at] == doc;
        }
        if (!there) continue;
        if (doc >= (uint64_t)parts.size) {
            outside();
            goto done;
        }
        if (parts.live && !parts.live[doc]) continue;
        ((uint32_t *)out_docs->buf)[kept] = doc;
        if (out_scores) {
            double sum = 0.0;
            for (int p = 0; p < parts.count; p++) {
                const Part *part = &parts.part[p];
                if (scores_anything(part)) sum += score_at(&parts, part, part->at, doc);
            }
            ((double *)out_scores->buf)[kept] = sum;
        }
        kept++;
    }
whole:
    status = 0;
done:
    return finished(&held, status, kept);
}

/* ---- Words ------------------------------------------------------------------------------------------------------ */

static inline int is_letter(uint8_t c) { return (uint8_t)((c | 32) - 'a') < 26; }

static inline int is_alnum(uint8_t c) { return is_letter(c) || (uint8_t)(c - '0') < 10; }

/* text in ASCII, where to begin, words to pass over, words wanted -> list of (start, end); None where a word may be more
   or less than a run of letters and digits: an apostrophe, or an acronym with dots, stands among them. */
static PyObject *words(PyObject *self, PyObject *args) {
    PyObject *text, *found;
    Py_ssize_t start, skip, most, length, at, last;
    if (!PyArg_ParseTuple(args, "Unnn", &text, &start, &skip, &most)) return NULL;
    const char *data = PyUnicode_AsUTF8AndSize(text, &length);
    if (!data) { /* half of a surrogate pair has no UTF-8, and is no ASCII */
        if (!PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) return NULL;
        PyErr_Clear();
        Py_RETURN_NONE;
    }
    if (length != PyUnicode_GetLength(text) || start < 0) Py_RETURN_NONE;
    const uint8_t *letters = (const uint8_t *)data;
    if (!(found = PyList_New(0))) return NULL;
    for (at = start, last = start; most > 0;) {
        while (at < length && !is_alnum(letters[at])) at++;
        if (at >= length) break;
        Py_ssize_t first = at;
        while (at < length && is_alnum(letters[at])) at++;
        last = at;
        if (skip > 0) {
            skip--;
            continue;
        }
        PyObject *place = Py_BuildValue("nn", first, at);
        if (!place || PyList_Append(found, place)) {
            Py_XDECREF(place);
            Py_DECREF(found);
            return NULL;
        }
        Py_DECREF(place);
        most--;
    }
    for (at = start; at < last + 2 && at < length; at++) {
        int is_apostrophe = letters[at] == '\'' || letters[at] == '`';
        int is_acronym = letters[at] == '.' && at + 1 < length && is_letter(letters[at + 1]) &&
                         (at + 2 >= length || !(is_alnum(letters[at + 2]) || letters[at + 2] == '_'));
        if (is_apostrophe || is_acronym) {
            Py_DECREF(found);
            Py_RETURN_NONE;
        }
    }
    return found;
}

/* packed tf, how many of them -> how many occurrences they stand for */
static PyObject *occurrences(PyObject *self, PyObject *args) {
    PyObject *packed_;
    Py_ssize_t count, sum = 0;
    if (!PyArg_ParseTuple(args, "On", &packed_, &count)) return NULL;
    Held held = {.count = 0};
    Py_buffer *packed = hold(&held, packed_, 1, 0);
    int status = packed ? 0 : -1;
    if (packed && (count < 0 || count > packed->len)) status = too_small();
    for (Py_ssize_t i = 0; status == 0 && i < count; i++) {
        uint8_t tf = ((const uint8_t *)packed->buf)[i];
        sum += (tf >> BODY_BITS) + (tf & MOST_BODY);
    }
    return finished(&held, status, sum);
}

/* ---- Phrases and prefixes --------------------------------------------------------------------------------------- */

typedef struct {
    const uint32_t *docs;
    const uint8_t *tf;
    const void *positions;
    Py_ssize_t width, count, most, at, start;
} Slot;

static inline Py_ssize_t often(uint8_t tf) { return (tf >> BODY_BITS) + (tf & MOST_BODY); }

static inline int64_t position_at(const Slot *slot, Py_ssize_t at) {
    return slot->width == 2 ? ((const uint16_t *)slot->positions)[at] : ((const uint32_t *)slot->positions)[at];
}

/* Moves *slot* to its first document that is not below *doc*, and its positions with it. */
static inline void advance(Slot *slot, uint32_t doc) {
    while (slot->at < slot->count && slot->docs[slot->at] < doc) slot->start += often(slot->tf[slot->at++]);
}

/* Says whether the slot, at its present document, has *position*; *place* is where to go on looking. */
static inline int has(const Slot *slot, Py_ssize_t end, Py_ssize_t *place, int64_t position) {
    while (*place < end && position_at(slot, *place) < position) ++*place;
    return *place < end && position_at(slot, *place) == position;
}

/* list of (docs, packed tf, positions), title lengths, docs out, title out, body out -> how many */
static PyObject *phrase(PyObject *self, PyObject *args) {
    PyObject *list, *title_length_, *out_[3];
    if (!PyArg_ParseTuple(args, "OOOOO", &list, &title_length_, &out_[0], &out_[1], &out_[2])) return NULL;
    Held held = {.count = 0};
    Slot slots[MOST_PARTS];
    Py_buffer *title_length, *out[3];
    int status = -1;
    Py_ssize_t kept = 0, count = PyList_Size(list), lead = 0;
    if (count < 1 || count > MOST_PARTS) {
        PyErr_SetString(PyExc_ValueError, "a phrase has 1 to 64 words");
        goto done;
    }
    for (Py_ssize_t s = 0; s < count; s++) {
        PyObject *triple = PyList_GetItem(list, s), *part[3];
        Py_buffer *view[3];
        for (int i = 0; i < 3; i++)
            if (!triple || !(part[i] = PyTuple_GetItem(triple, i)) || !(view[i] = hold(&held, part[i], i == 1 ? 1 : i == 0 ? 4 : 0, 0)))
                goto done;
        if (items(view[1]) < items(view[0])) {
            too_small();
            goto done;
        }
        if (view[2]->itemsize != 2 && view[2]->itemsize != 4) {
            PyErr_SetString(PyExc_TypeError, "positions have 2 or 4 bytes");
            goto done;
        }
        slots[s] = (Slot){view[0]->buf, view[1]->buf, view[2]->buf, view[2]->itemsize, items(view[0]), items(view[2]), 0, 0};
        if (slots[s].count < slots[lead].count) lead = s;
    }
    if (!(title_length = hold(&held, title_length_, 0, 0))) goto done;
    for (int i = 0; i < 3; i++) {
        if (!(out[i] = hold(&held, out_[i], 4, 1))) goto done;
        if (items(out[i]) < slots[lead].count) {
            too_small();
            goto done;
        }
    }
    if (!is_width(title_length->itemsize)) {
        PyErr_SetString(PyExc_TypeError, "lengths are unsigned");
        goto done;
    }
    for (Slot *first = &slots[lead]; first->at < first->count;) {
        uint32_t doc = first->docs[first->at];
        int there = 1;
        for (Py_ssize_t s = 0; s < count && there; s++) {
            if (s == lead) continue;
            advance(&slots[s], doc);
            if (slots[s].at == slots[s].count) goto whole;
            there = slots[s].docs[slots[s].at] == doc;
        }
        if (there) {
            if (doc >= (uint64_t)items(title_length)) {
                outside();
                goto done;
            }
            int64_t in_title = (int64_t)unsigned_at(title_length->buf, title_length->itemsize, doc);
            Py_ssize_t place[MOST_PARTS], end[MOST_PARTS];
            for (Py_ssize_t s = 0; s < count; s++) {
                place[s] = slots[s].start;
                end[s] = place[s] + often(slots[s].tf[slots[s].at]);
                if (end[s] > slots[s].most) {
                    outside();
                    goto done;
                }
            }
            uint32_t title = 0, body = 0;
            for (Py_ssize_t at = place[0]; at < end[0]; at++) {
                int64_t start = position_at(&slots[0], at);
                int found = 1;
                for (Py_ssize_t s = 1; s < count && found; s++) found = has(&slots[s], end[s], &place[s], start + s);
                if (found && start < in_title) title++;
                else if (found) body++;
            }
            if (title || body) {
                ((uint32_t *)out[0]->buf)[kept] = doc;
                ((uint32_t *)out[1]->buf)[kept] = title;
                ((uint32_t *)out[2]->buf)[kept++] = body;
            }
        }
        first->start += often(first->tf[first->at++]);
    }
whole:
    status = 0;
done:
    return finished(&held, status, kept);
}

/* docs, packed tf (of several terms, term after term), how many documents there are, docs out, title out, body out */
static PyObject *add_up(PyObject *self, PyObject *args) {
    PyObject *docs_, *packed_, *out_[3];
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "OOnOOO", &docs_, &packed_, &size, &out_[0], &out_[1], &out_[2])) return NULL;
    Held held = {.count = 0};
    Py_buffer *docs, *packed, *out[3];
    uint32_t(*sums)[2] = NULL;
    uint64_t *marks = NULL;
    int status = -1;
    Py_ssize_t kept = 0;
    if (!(docs = hold(&held, docs_, 4, 0)) || !(packed = hold(&held, packed_, 1, 0))) goto done;
    if (size < 0) {
        too_small();
        goto done;
    }
    Py_ssize_t count = items(docs), room = count < size ? count : size, words = (size + 63) / 64;
    for (int i = 0; i < 3; i++) {
        if (!(out[i] = hold(&held, out_[i], 4, 1))) goto done;
        if (items(out[i]) < room || items(packed) < count) {
            too_small();
            goto done;
        }
    }
    sums = calloc((size_t)size + 1, sizeof *sums);
    marks = calloc((size_t)words + 1, sizeof *marks);
    if (!sums || !marks) {
        PyErr_NoMemory();
        goto done;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        uint32_t doc = ((const uint32_t *)docs->buf)[i];
        uint8_t tf = ((const uint8_t *)packed->buf)[i];
        if (doc >= (uint64_t)size) {
            outside();
            goto done;
        }
        sums[doc][0] += tf >> BODY_BITS;
        sums[doc][1] += tf & MOST_BODY;
        marks[doc >> 6] |= (uint64_t)1 << (doc & 63);
    }
    for (Py_ssize_t word = 0; word < words; word++)
        for (uint64_t bits = marks[word]; bits; bits &= bits - 1) {
            uint32_t doc = (uint32_t)(word * 64 + __builtin_ctzll(bits));
            ((uint32_t *)out[0]->buf)[kept] = doc;
            ((uint32_t *)out[1]->buf)[kept] = sums[doc][0];
            ((uint32_t *)out[2]->buf)[kept++] = sums[doc][1];
        }
    status = 0;
done:
    free(sums);
    free(marks);
    return finished(&held, status, kept);
}

/* docs, mask: sets the mask where the documents are */
static PyObject *mark(PyObject *self, PyObject *args) {
    PyObject *docs_, *mask_;
    if (!PyArg_ParseTuple(args, "OO", &docs_, &mask_)) return NULL;
    Held held = {.count = 0};
    Py_buffer *docs = hold(&held, docs_, 4, 0), *mask = docs ? hold(&held, mask_, 1, 1) : NULL;
    int status = mask ? 0 : -1;
    for (Py_ssize_t i = 0; status == 0 && i < items(docs); i++) {
        uint32_t doc = ((const uint32_t *)docs->buf)[i];
        if (doc >= (uint64_t)mask->len) status = outside();
        else ((uint8_t *)mask->buf)[doc] = 1;
    }
    return finished(&held, status, 0);
}

/* ---- Counts and order ------------------------------------------------------------------------------------------- */

typedef struct {
    int own; /* the mask of its own picks, or -1 */
    Py_ssize_t low, high; /* its ordinals, where several fields share one array */
    const void *single; /* its one ordinal per document, else NULL */
    Py_ssize_t width;
    int64_t *counts;
    Py_ssize_t room;
    const int32_t *renamed;
    Py_ssize_t names;
} Field;

#define AHEAD 24
#define RUN 4096
#define CHUNK 8

/* Counts, of the ordinals of *docs*, those from *low* on, into *found*: *span* of them, and CHUNK to throw away.

   The ordinals of a few hundred documents are laid one after the other first, a whole chunk at a time, whatever a
   document's chunk holds beyond its own being overwritten by the next: no processor guesses how many values a document
   has, and a branch for each costs more than all the counting. */
#define COUNT_SHARED(NAME, TYPE)                                                                                       \
    static int NAME(const uint32_t *docs, Py_ssize_t count, const uint32_t *starts, const TYPE *ordinals,              \
                    uint64_t most, uint64_t low, uint64_t span, uint32_t *found) {                                     \
        TYPE run[RUN + 2 * CHUNK];                                                                                     \
        for (Py_ssize_t i = 0; i < count;) {                                                                           \
            uint64_t laid = 0;                                                                                         \
            for (; i < count && laid < RUN; i++) {                                                                     \
                uint32_t doc = docs[i];                                                                                \
                if (i + 2 * AHEAD < count) {                                                                           \
                    __builtin_prefetch(&starts[docs[i + 2 * AHEAD]]);                                                  \
                    __builtin_prefetch(&ordinals[starts[docs[i + AHEAD]]]);                                            \
                }                                                                                                      \
                uint64_t first = starts[doc], last = starts[doc + 1], many = last - first;                             \
                if (first > last || last > most) return outside();                                                     \
                if (first + 2 * CHUNK <= most && many <= 2 * CHUNK) {                                                  \
                    memcpy(run + laid, ordinals + first, CHUNK * sizeof(TYPE));                                        \
                    if (many > CHUNK) memcpy(run + laid + CHUNK, ordinals + first + CHUNK, CHUNK * sizeof(TYPE));      \
                    laid += many;                                                                                      \
                } else                                                                                                 \
                    for (; first < last; first++)                                                                      \
                        if ((uint64_t)ordinals[first] - low < span) found[(uint64_t)ordinals[first] - low]++;          \
            }                                                                                                          \
            uint64_t at = 0;                                                                                           \
            for (; at + CHUNK <= laid; at += CHUNK)                                                                    \
                for (uint64_t k = 0; k < CHUNK; k++) {                                                                 \
                    uint64_t place = (uint64_t)run[at + k] - low;                                                      \
                    found[place < span ? place : span + k]++;                                                          \
                }                                                                                                      \
            for (; at < laid; at++)                                                                                    \
                if ((uint64_t)run[at] - low < span) found[(uint64_t)run[at] - low]++;                                  \
        }                                                                                                              \
        return 0;                                                                                                      \
    }
COUNT_SHARED(count_shared_16, uint16_t)
COUNT_SHARED(count_shared_32, uint32_t)

static int count_single(const uint32_t *docs, Py_ssize_t count, const Field *field, uint64_t span, uint32_t *found) {
    for (Py_ssize_t i = 0; i < count; i++) {
        uint64_t place = unsigned_at(field->single, field->width, docs[i]) - (uint64_t)field->low;
        if (place >= span) return outside();
        found[place]++;
    }
    return 0;
}

/* Adds *many* to the count of an ordinal. */
static inline int add_count(const Field *field, uint64_t ordinal, uint32_t many) {
    if (field->renamed) {
        if (ordinal >= (uint64_t)field->names) return outside();
        ordinal = (uint64_t)field->renamed[ordinal];
    }
    if (ordinal >= (uint64_t)field->room) return outside();
    field->counts[ordinal] += many;
    return 0;
}

static int add_counts(const Field *field, const uint32_t *found, Py_ssize_t span) {
    if (!field->renamed) {
        if (field->high > field->room) return outside();
        for (Py_ssize_t place = 0; place < span; place++) field->counts[field->low + place] += found[place];
        return 0;
    }
    for (Py_ssize_t place = 0; place < span; place++)
        if (found[place] && add_count(field, (uint64_t)(field->low + place), found[place])) return -1;
    return 0;
}

/* Counts one by one: for fewer documents than a table of all values is worth. */
static int count_few(const uint32_t *docs, Py_ssize_t count, const Field *field, const uint32_t *starts,
                     const Py_buffer *ordinals) {
    for (Py_ssize_t i = 0; i < count; i++) {
        if (field->single) {
            uint64_t ordinal = unsigned_at(field->single, field->width, docs[i]);
            if (ordinal < (uint64_t)field->low || ordinal >= (uint64_t)field->high) return outside();
            if (add_count(field, ordinal, 1)) return -1;
            continue;
        }
        uint64_t at = starts[docs[i]], last = starts[docs[i] + 1];
        if (at > last || last > (uint64_t)items(ordinals)) return outside();
        for (; at < last; at++) {
            uint64_t ordinal = unsigned_at(ordinals->buf, ordinals->itemsize, (Py_ssize_t)at);
            if (ordinal < (uint64_t)field->low || ordinal >= (uint64_t)field->high) continue;
            if (add_count(field, ordinal, 1)) return -1;
        }
    }
    return 0;
}

/* Reads a list of (own, low, high, single or None, counts, renamed or None); neighbors in one array become one. */
static int read_fields(Held *held, PyObject *list, Field *fields, Py_ssize_t masks, Py_ssize_t size) {
    int kept = 0;
    Py_ssize_t count = PyList_Size(list);
    if (count < 0 || count > MOST_FIELDS) {
        PyErr_SetString(PyExc_ValueError, "at most 16 fields");
        return -1;
    }
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *tuple = PyList_GetItem(list, i), *single_, *counts_, *renamed_;
        Field field = {.single = NULL, .renamed = NULL};
        if (!tuple ||
            !PyArg_ParseTuple(tuple, "innOOO", &field.own, &field.low, &field.high, &single_, &counts_, &renamed_))
            return -1;
        Py_buffer *single = NULL, *counts = hold(held, counts_, 8, 1), *renamed = NULL;
        if (!counts || (single_ != Py_None && !(single = hold(held, single_, 0, 0))) ||
            (renamed_ != Py_None && !(renamed = hold(held, renamed_, 4, 0))))
            return -1;
        if (field.own >= masks || field.low < 0 || field.high < field.low || (single && items(single) < size))
            return too_small();
        if (single && !is_width(single->itemsize)) {
            PyErr_SetString(PyExc_TypeError, "ordinals are unsigned");
            return -1;
        }
        field.counts = counts->buf;
        field.room = items(counts);
        if (renamed) field.renamed = renamed->buf, field.names = items(renamed);
        if (single) field.single = single->buf, field.width = single->itemsize;
        Field *last = kept ? &fields[kept - 1] : NULL;
        if (last && !single && !last->single && last->own == field.own && last->high == field.low &&
            last->counts == field.counts && last->renamed == field.renamed)
            last->high = field.high;
        else fields[kept++] = field;
    }
    return kept;
}

/* docs, how many documents there are, scores or None, list of masks, mask of what always holds or None, facet.indptr,
   facet.ordinals, list of fields, docs out or None, scores out or None -> how many are kept. Without room for documents,
   which is only where nothing is filtered, they are counted alone.

   A document that fails one mask is counted for the fields of that mask alone; one that fails two, for none. */
static PyObject *collect(PyObject *self, PyObject *args) {
    PyObject *docs_, *scores_, *masks_, *always_, *indptr_, *ordinals_, *fields_, *out_docs_, *out_scores_;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "OnOOOOOOOO", &docs_, &size, &scores_, &masks_, &always_, &indptr_, &ordinals_, &fields_,
                          &out_docs_, &out_scores_))
        return NULL;
    Held held = {.count = 0};
    Field fields[MOST_FIELDS];
    const uint8_t *masks[MOST_FIELDS];
    uint32_t *near[MOST_FIELDS] = {NULL}, *found = NULL; /* near: the documents that fail one mask alone */
    Py_ssize_t nears[MOST_FIELDS] = {0};
    Py_buffer *docs, *scores = NULL, *always = NULL, *indptr, *ordinals, *out_docs = NULL, *out_scores = NULL;
    int status = -1;
    Py_ssize_t kept = 0, mask_count = PyList_Size(masks_);
    if (mask_count < 0 || mask_count > MOST_FIELDS) {
        if (!PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "at most 16 masks");
        goto done;
    }
    if (!(docs = hold(&held, docs_, 4, 0)) || (scores_ != Py_None && !(scores = hold(&held, scores_, 8, 0))) ||
        (always_ != Py_None && !(always = hold(&held, always_, 1, 0))) || !(indptr = hold(&held, indptr_, 4, 0)) ||
        !(ordinals = hold(&held, ordinals_, 0, 0)) || (out_docs_ != Py_None && !(out_docs = hold(&held, out_docs_, 4, 1))) ||
        (out_scores_ != Py_None && !(out_scores = hold(&held, out_scores_, 8, 1))))
        goto done;
    Py_ssize_t count = items(docs);
    if (size < 0 || (scores && items(scores) < count) || (always && items(always) < size) || items(indptr) < size + 1 ||
        (out_docs ? items(out_docs) < count : mask_count || always) || (out_scores && (!scores || items(out_scores) < count))) {
        too_small();
        goto done;
    }
    if (ordinals->itemsize != 2 && ordinals->itemsize != 4) {
        PyErr_SetString(PyExc_TypeError, "ordinals have 2 or 4 bytes");
        goto done;
    }
    for (Py_ssize_t i = 0; i < mask_count; i++) {
        PyObject *mask_ = PyList_GetItem(masks_, i);
        Py_buffer *mask = mask_ ? hold(&held, mask_, 1, 0) : NULL;
        if (!mask) goto done;
        if (items(mask) < size) {
            too_small();
            goto done;
        }
        masks[i] = mask->buf;
        if (!(near[i] = malloc(((size_t)count + 1) * sizeof **near))) {
            PyErr_NoMemory();
            goto done;
        }
    }
    int field_count = read_fields(&held, fields_, fields, mask_count, size);
    if (field_count < 0) goto done;

    const uint32_t *doc = docs->buf;
    uint32_t *to = out_docs ? out_docs->buf : NULL;
    const double *score = scores && out_scores ? scores->buf : NULL;
    double *to_score = score ? out_scores->buf : NULL;
    for (Py_ssize_t i = 0; i < count; i++) {
        uint32_t here = doc[i];
        if (here >= (uint64_t)size) {
            outside();
            goto done;
        }
        if (!to) continue;
        /* Written wherever it might belong, and kept there or not: a branch for each would be guessed wrong too often. */
        int failed = 0, fails = always && !((const uint8_t *)always->buf)[here] ? 2 : 0;
        for (Py_ssize_t m = 0; m < mask_count; m++) {
            int missing = !masks[m][here];
            failed = missing ? (int)m : failed;
            fails += missing;
        }
        if (mask_count) {
            near[failed][nears[failed]] = here;
            nears[failed] += fails == 1;
        }
        if (score) to_score[kept] = score[i];
        to[kept] = here;
        kept += fails == 0;
    }
    for (int f = 0; f < field_count; f++) {
        const Field *field = &fields[f];
        Py_ssize_t span = field->high - field->low, most = items(ordinals), many[2] = {to ? kept : count, 0};
        const uint32_t *mine[2] = {to ? to : doc, NULL};
        if (field->own >= 0) mine[1] = near[field->own], many[1] = nears[field->own];
        if ((many[0] + many[1]) * CHUNK < span) {
            for (int part = 0; part < 2; part++)
                if (count_few(mine[part], many[part], field, indptr->buf, ordinals)) goto done;
            continue;
        }
        free(found);
        if (!(found = calloc((size_t)span + CHUNK, sizeof *found))) {
            PyErr_NoMemory();
            goto done;
        }
        for (int part = 0; part < 2; part++) {
            int went = field->single ? count_single(mine[part], many[part], field, (uint64_t)span, found)
                       : ordinals->itemsize == 2
                           ? count_shared_16(mine[part], many[part], indptr->buf, ordinals->buf, (uint64_t)most,
                                             (uint64_t)field->low, (uint64_t)span, found)
                           : count_shared_32(mine[part], many[part], indptr->buf, ordinals->buf, (uint64_t)most,
                                             (uint64_t)field->low, (uint64_t)span, found);
            if (went) goto done;
        }
        if (add_counts(field, found, span)) goto done;
    }
    status = 0;
done:
    free(found);
    for (int i = 0; i < MOST_FIELDS; i++) free(near[i]);
    return finished(&held, status, kept);
}

typedef struct {
    double key;
    int64_t place;
} Ranked;

/* Says whether *a* comes behind *b*: a larger key, or the same further on. */
static inline int behind(Ranked a, Ranked b) { return a.key > b.key || (a.key == b.key && a.place > b.place); }

static void sink(Ranked *heap, Py_ssize_t count, Py_ssize_t at) {
    for (Ranked moving = heap[at];;) {
        Py_ssize_t child = 2 * at + 1;
        if (child + 1 < count && behind(heap[child + 1], heap[child])) child++;
        if (child >= count || !behind(heap[child], moving)) {
            heap[at] = moving;
            return;
        }
        heap[at] = heap[child];
        at = child;
    }
}

/* Keeps the *most* first in order of (key, place) in a heap whose top is the last of them. */
static inline Py_ssize_t offer(Ranked *heap, Py_ssize_t kept, Py_ssize_t most, Ranked one) {
    if (kept < most) {
        Py_ssize_t at = kept;
        for (; at && behind(one, heap[(at - 1) / 2]); at = (at - 1) / 2) heap[at] = heap[(at - 1) / 2];
        heap[at] = one;
        return kept + 1;
    }
    if (most && behind(heap[0], one)) {
        heap[0] = one;
        sink(heap, most, 0);
    }
    return kept;
}

static void sort_heap(Ranked *heap, Py_ssize_t count) {
    while (count > 1) {
        Ranked last = heap[0];
        heap[0] = heap[--count];
        heap[count] = last;
        sink(heap, count, 0);
    }
}

/* keys, sign, places out (as many as are wanted) -> how many; in order of sign * key, then of place */
static PyObject *first_places(PyObject *self, PyObject *args) {
    PyObject *keys_, *out_;
    double sign;
    if (!PyArg_ParseTuple(args, "OdO", &keys_, &sign, &out_)) return NULL;
    Held held = {.count = 0};
    Py_buffer *keys = hold(&held, keys_, 8, 0), *out = keys ? hold(&held, out_, 8, 1) : NULL;
    Py_ssize_t kept = 0, most = out ? items(out) : 0;
    Ranked *heap = out ? malloc(((size_t)most + 1) * sizeof *heap) : NULL;
    if (out && !heap) PyErr_NoMemory();
    int status = heap ? 0 : -1;
    if (heap) {
        const double *key = keys->buf;
        for (Py_ssize_t i = 0; i < items(keys); i++) kept = offer(heap, kept, most, (Ranked){sign * key[i], i});
        sort_heap(heap, kept);
        for (Py_ssize_t i = 0; i < kept; i++) ((int64_t *)out->buf)[i] = heap[i].place;
    }
    free(heap);
    return finished(&held, status, kept);
}

/* counts, ranked (numbers into counts), places out -> (how many are given, how many of *ranked* are not zero);
   the places in *ranked* of the largest counts, largest first, ties by place */
static PyObject *largest(PyObject *self, PyObject *args) {
    PyObject *counts_, *ranked_, *out_;
    if (!PyArg_ParseTuple(args, "OOO", &counts_, &ranked_, &out_)) return NULL;
    Held held = {.count = 0};
    Py_buffer *counts = hold(&held, counts_, 8, 0), *ranked = counts ? hold(&held, ranked_, 8, 0) : NULL,
              *out = ranked ? hold(&held, out_, 8, 1) : NULL;
    Py_ssize_t kept = 0, most = out ? items(out) : 0, there = 0;
    int64_t least = 0;
    Ranked *heap = out ? malloc(((size_t)most + 1) * sizeof *heap) : NULL;
    if (out && !heap) PyErr_NoMemory();
    int status = heap ? 0 : -1;
    for (Py_ssize_t i = 0; status == 0 && i < items(ranked); i++) {
        uint64_t number = ((const uint64_t *)ranked->buf)[i];
        if (number >= (uint64_t)items(counts)) {
            status = outside();
            break;
        }
        int64_t count = ((const int64_t *)counts->buf)[number];
        if (!count) continue;
        there++;
        if (count <= least && kept == most) continue; /* an equal count further on comes later */
        kept = offer(heap, kept, most, (Ranked){-(double)count, i});
        if (kept == most && most) least = -(int64_t)heap[0].key;
    }
    if (status == 0) {
        sort_heap(heap, kept);
        for (Py_ssize_t i = 0; i < kept; i++) ((int64_t *)out->buf)[i] = heap[i].place;
    }
    free(heap);
    release(&held);
    return status < 0 ? NULL : Py_BuildValue("nn", kept, there);
}

static PyMethodDef functions[] = {
    {"lower_bound", lower_bound, METH_VARARGS, NULL},
    {"count_live", count_live, METH_VARARGS, NULL},
    {"score_packed", score_packed, METH_VARARGS, NULL},
    {"unite", unite, METH_VARARGS, NULL},
    {"intersect", intersect, METH_VARARGS, NULL},
    {"phrase", phrase, METH_VARARGS, NULL},
    {"words", words, METH_VARARGS, NULL},
    {"occurrences", occurrences, METH_VARARGS, NULL},
    {"mark", mark, METH_VARARGS, NULL},
    {"add_up", add_up, METH_VARARGS, NULL},
    {"collect", collect, METH_VARARGS, NULL},
    {"first_places", first_places, METH_VARARGS, NULL},
    {"largest", largest, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_kernels", NULL, -1, functions, NULL, NULL, NULL, NULL};

#ifndef SOURCE
#define SOURCE ""
#endif

PyMODINIT_FUNC PyInit__kernels(void) {
    PyObject *made = PyModule_Create(&module);
    if (made && PyModule_AddStringConstant(made, "source", SOURCE)) {
        Py_DECREF(made);
        return NULL;
    }
    return made;
}
