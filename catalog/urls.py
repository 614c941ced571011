from django.urls import path

from catalog import views
from catalog.batch import views as batch
from catalog.history import views as history
from catalog.listing import views as listing
from catalog.writing import preview, state
from catalog.writing import views as writing

app_name = "catalog"
urlpatterns = [
    path("", listing.articles, name="articles"),
    path("new/", writing.new, name="new"),
    path("new/state/", state.state, name="new_state"),
    path("preview/", preview.preview, name="preview"),
    path("selected/category/", batch.recategorise, name="recategorise_selected"),
    path("selected/delete/", batch.delete, name="delete_selected"),
    path("selected/report/", batch.report, name="batch_report"),
    path("undo/", batch.undo, name="undo"),
    path("deleted/", history.deleted, name="deleted"),
    path("<object_id:pk>/", views.article, name="article"),
    path("<object_id:pk>/edit/", writing.edit, name="edit"),
    path("<object_id:pk>/edit/state/", state.state, name="edit_state"),
    path("<object_id:pk>/delete/", writing.delete, name="delete"),
    path("<object_id:pk>/history/", history.history, name="history"),
    path("<object_id:pk>/history/<int:number>/", history.version, name="version"),
    path("<object_id:pk>/history/<int:number>/restore/", history.restore, name="restore"),
]
