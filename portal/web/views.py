"""What each HTML address answers.

Every template gets ``site`` (`portal.web.pages.Site`) and ``page``, and nothing else:

| template                                | ``page``                           | address                           |
|-----------------------------------------|------------------------------------|-----------------------------------|
| ``pages/home.html``                     | `portal.search.page.HomePage`      | ``/``                             |
| ``pages/search.html``                   | `portal.search.page.ResultsPage`   | ``/search``                       |
| ``updates/search.html``                 | the same, for htmx                 |                                   |
| ``pages/facet.html``                    | `portal.search.page.FacetPage`     | ``/search/facets/<field>``        |
| ``updates/facet.html``                  | the same, for htmx                 |                                   |
| ``pages/topic.html``                    | `portal.search.page.TopicPage`     | ``/tags/<slug>``, ``/orgs/<slug>``|
| ``pages/article.html``                  | `portal.web.pages.ArticlePage`     | ``/articles/<id>-<slug>``         |
| ``pages/about|privacy|accessibility.html`` | None                            | ``/about`` …                      |
| ``pages/error.html``                    | `portal.web.pages.ErrorPage`       | anything, with its true status    |
| ``updates/error.html``                  | the same, for htmx: draws the region with the apology inside          |
"""
